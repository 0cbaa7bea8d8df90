package loglog.app.feedback;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import loglog.app.laws.OutputOptions;
import loglog.app.laws.PageAnswer;
import loglog.app.ratings.EloCommand;
import loglog.runs.Digests;
import loglog.web.ApiField;
import loglog.web.ApiReply;
import loglog.web.ApiRoute;
import loglog.web.Asked;
import loglog.web.BadRequest;
import loglog.web.WebServer;
import picocli.CommandLine;
import tools.jackson.databind.node.ObjectNode;

/**
 * A person's preferences in a browser: the questions, answers and files of {@code loglog prefer}, in sets with names of their own
 * below the first folder of runs. Whose answer stands where is not told before a choice is made.
 */
public final class PreferApi {
    /** Below the first folder of runs. */
    static final String FOLDER = "preferences";

    private static final double LEVEL = 0.9;
    private static final String SET = "a set's name, one of those of /api/prefer/sets";

    private final WebServer server;
    private final Path folder;
    private final RewardModels rewards;

    /** The question that each set is at, so that its answers are written once. */
    private final Map<String, ChoiceFiles.Question> open = new ConcurrentHashMap<>();

    /** @param server whose models answer */
    public PreferApi(WebServer server) {
        this.server = server;
        folder = server.runs().roots().getFirst().resolve(FOLDER);
        rewards = new RewardModels(server, folder);
    }

    public List<ApiRoute> routes() {
        var set = List.of(ApiField.query("set", "string", SET));
        return List.of(
                ApiRoute.get(
                        "/api/prefer/sets", "Sets of questions that there are", List.of(), _ -> ApiReply.json(sets())),
                ApiRoute.post(
                        "/api/prefer/sets",
                        "Begins a set: prompts that are answered by each two of some models, or twice by one",
                        List.of(),
                        "JSON: name, models (runs, up to 6), prompts, rounds (default: 1), tokens (100), temperature (1),"
                                + " top_p (0.95), seed (1)",
                        asked -> ApiReply.json(begin(asked))),
                ApiRoute.get(
                        "/api/prefer/question",
                        "The question that a set is at: a prompt and two answers",
                        set,
                        asked -> ApiReply.json(state(set(asked.text("set"))))),
                ApiRoute.post(
                        "/api/prefer/choice",
                        "Writes a choice to disk, and gives the next question",
                        List.of(),
                        "JSON: set, question (its id), verdict (left, right, tie or skip)",
                        asked -> ApiReply.json(choose(asked))),
                ApiRoute.post(
                        "/api/prefer/undo",
                        "Takes the last choice of a set back, and gives its question",
                        List.of(),
                        "JSON: set",
                        asked -> ApiReply.json(undo(asked))),
                ApiRoute.get(
                        "/api/prefer/reward",
                        "Reward models of a set's pairs: the commands, what is being trained, what there is",
                        set,
                        asked -> ApiReply.json(rewards(set(asked.text("set"))))),
                ApiRoute.post(
                        "/api/prefer/reward",
                        "Starts the training of a reward model from a set's pairs, in a process of its own",
                        List.of(),
                        "JSON: set, model (one of the set's, from which it is tuned)",
                        asked -> ApiReply.json(reward(asked))),
                ApiRoute.get(
                        "/api/prefer/elo",
                        "Elo of a set's models by the choices so far, as ./loglog elo has it; empty before the first choice",
                        set,
                        asked -> ApiReply.json(elo(set(asked.text("set"))))));
    }

    private PreferenceSet set(String name) {
        if (!PreferenceSet.names(folder).contains(name)) {
            throw BadRequest.notFound(
                    "set: found none of that name, expected one of those of /api/prefer/sets; a new one is begun first");
        }
        return PreferenceSet.read(folder, name);
    }

    private PreferenceQuestions questions(PreferenceSet set) {
        var names = PreferenceQuestions.names(set.runs().stream().map(Path::of).toList());
        var written = new PreferenceQuestions[1];
        written[0] = new PreferenceQuestions(
                names,
                set.settings(),
                new ChoiceFiles(set.pairs(folder)),
                (model, prompt, sample) -> server.models()
                        .ask(set.runs().get(model), loaded -> written[0].answer(loaded.model(), prompt, sample)));
        return written[0];
    }

    private ObjectNode sets() {
        var json = OutputOptions.MAPPER.createObjectNode();
        var list = json.putArray("sets");
        for (var name : PreferenceSet.names(folder)) {
            var set = PreferenceSet.read(folder, name);
            var node = list.addObject().put("name", name);
            var models = node.putArray("models");
            set.runs().forEach(models::add);
            node.put("prompts", set.settings().prompts().size());
        }
        return json;
    }

    private synchronized ObjectNode begin(Asked asked) {
        server.refresh();
        var set = PreferenceSet.of(asked.json());
        var known = server.models().models().stream().map(run -> run.name()).toList();
        for (var run : set.runs()) {
            if (!known.contains(run)) {
                throw BadRequest.of("models", '"' + run + '"', "runs with a model, as /v1/models lists them");
            }
        }
        set.write(folder);
        return state(set);
    }

    private synchronized ObjectNode choose(Asked asked) {
        var body = asked.json();
        var set = set(body.path("set").asString(""));
        var word = body.path("verdict").asString("");
        var verdict = List.of("left", "right", "tie", "skip").contains(word)
                ? ChoiceFiles.Verdict.valueOf(word.toUpperCase(Locale.ROOT))
                : null;
        if (verdict == null) {
            throw BadRequest.of(
                    "verdict", '"' + word.substring(0, Math.min(40, word.length())) + '"', "left, right, tie or skip");
        }
        var questions = questions(set);
        var question = question(set, questions);
        if (question == null || !id(question).equals(body.path("question").asString(""))) {
            throw BadRequest.saying(
                    "question: found one that is not open (any more), expected the one of /api/prefer/question; was it answered elsewhere?");
        }
        questions.choose(question, verdict);
        open.remove(set.name());
        return state(set, questions);
    }

    private synchronized ObjectNode undo(Asked asked) {
        var set = set(asked.json().path("set").asString(""));
        var questions = questions(set);
        if (questions.files().undo() == null) {
            throw BadRequest.saying("undo: found no choice, expected one that can be taken back");
        }
        open.remove(set.name());
        return state(set, questions);
    }

    private synchronized ObjectNode state(PreferenceSet set) {
        return state(set, questions(set));
    }

    /** The question that a set is at; null where all are answered. */
    private ChoiceFiles.Question question(PreferenceSet set, PreferenceQuestions questions) {
        var known = open.get(set.name());
        if (known != null
                && !questions
                        .files()
                        .answered()
                        .contains(ChoiceFiles.key(
                                known.prompt(), known.round(), known.leftModel(), known.rightModel()))) {
            return known;
        }
        var next = questions.next();
        if (next == null) {
            open.remove(set.name());
        } else {
            open.put(set.name(), next);
        }
        return next;
    }

    private static String id(ChoiceFiles.Question question) {
        var text = String.join("\0", question.prompt(), "" + question.round(), question.left(), question.right());
        return HexFormat.of()
                .formatHex(Digests.sha256().digest(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .substring(0, 16);
    }

    private ObjectNode state(PreferenceSet set, PreferenceQuestions questions) {
        var question = question(set, questions);
        var files = questions.files();
        var json = OutputOptions.MAPPER.createObjectNode().put("set", set.name());
        var models = json.putArray("models");
        set.runs().forEach(models::add);
        json.put("wanted", questions.wanted()).put("answered", questions.wanted() - questions.left());
        json.put("decided", files.decided()).put("pairs", set.pairs(folder).toString());
        rewards.put(set, files.decided(), json.putArray("reward_models"));
        json.put("standing", set.runs().size() == 2 && files.games().games() > 0 ? questions.standing(LEVEL) : null);
        if (question == null) {
            json.putNull("question");
        } else {
            json.putObject("question")
                    .put("id", id(question))
                    .put("prompt", question.prompt())
                    .put("left", question.left())
                    .put("right", question.right());
        }
        return json;
    }

    private synchronized ObjectNode reward(Asked asked) {
        var set = set(asked.json().path("set").asString(""));
        rewards.start(
                set,
                questions(set).files().decided(),
                asked.json().path("model").asString(""));
        return rewards(set);
    }

    private ObjectNode rewards(PreferenceSet set) {
        server.refresh();
        var json = OutputOptions.MAPPER.createObjectNode().put("set", set.name());
        rewards.put(set, questions(set).files().decided(), json.putArray("reward_models"));
        return json;
    }

    private ObjectNode elo(PreferenceSet set) {
        var results = new ChoiceFiles(set.pairs(folder)).results();
        var json = OutputOptions.MAPPER.createObjectNode();
        if (!Files.exists(results) || new ChoiceFiles(set.pairs(folder)).games().games() == 0) {
            return json;
        }
        return PageAnswer.of("elo", new CommandLine(new EloCommand()), List.of(results.toString()));
    }
}
