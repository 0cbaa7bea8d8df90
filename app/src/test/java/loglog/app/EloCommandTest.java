package loglog.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code loglog elo}. */
class EloCommandTest {
    private static final double OF_30_TO_10 = 190.8485;

    @TempDir
    Path folder;

    private Path table(String name, String text) {
        return SomeRuns.write(folder, name, text);
    }

    private static Cli.Result elo(Object... more) {
        var words = new ArrayList<Object>(List.of("elo"));
        words.addAll(List.of(more));
        return Cli.run(words.toArray());
    }

    private static Map<String, Double> ratings(JsonNode json) {
        var elo = new HashMap<String, Double>();
        json.path("ratings")
                .forEach(r ->
                        elo.put(r.path("player").asString(""), r.path("elo").asDouble()));
        return elo;
    }

    /** The same forty games, as people write them: b is 190.85 Elo above a. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a,b,wins,losses,draws;a,b,10,30,0",
                "a,b,games,wins_a;a,b,40,10",
                "player1,player2,wins,losses;a,b,9,28;b,a,2,1",
                "player,opponent,won,lost,ties;a,b,8,28,4",
                "Model A,Model B,N,Wins;a,b,40,10",
                "first,second,first_wins,second_wins;a,b,4,16;b,a,14,6",
                "black_name,white_name,black_wins,white_wins,moves;a,b,4,16,719;b,a,14,6,300",
                "white_player,black_player,white_wins,black_wins;a,b,10,30",
                "white\tblack\tdraws\twins\tgames;a\tb\t20\t0\t40",
            })
    void countsOfPairsAreReadUnderTheirUsualNames(String rows) {
        var json = elo(table("results.csv", rows.replace(';', '\n') + "\n"), "--json")
                .json();
        assertThat(ratings(json).get("a")).isZero();
        assertThat(ratings(json).get("b")).isCloseTo(OF_30_TO_10, within(1e-3));
        assertThat(json.path("games").asDouble()).isEqualTo(40);
        assertThat(json.path("ratings").get(1).path("games").asDouble()).isEqualTo(40);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "model_a,model_b,winner;a,b,model_b;a,b,model_b;b,a,model_a;a,b,model_a;a,b,tie (bothbad);b,a,tie",
                "a,b,winner;a,b,b;a,b,B;b,a,b;a,b,a;a,b,draw;b,a,tie",
                "white,black,result;a,b,0-1;a,b,0-1;b,a,1-0;a,b,1-0;b,a,1/2-1/2;a,b,½-½;a,b,*",
                "black,white,result;a,b,0-1;a,b,1-0;a,b,1-0;b,a,0-1;b,a,1/2-1/2;b,a,draw;b,a,",
                "black,white,result;a,b,W+3.5;a,b,w;b,a,B+R;a,b,B+Resign;b,a,draw;b,a,0.5",
                "player,opponent,outcome;a,b,loss;a,b,0;b,a,1;a,b,win;b,a,draw;b,a,0.5;a,a,win",
            })
    void gamesWithTheirWinnerAreReadAsTheyAreWritten(String rows) {
        var json = elo(table("games.csv", rows.replace(';', '\n') + "\n"), "--json")
                .json();
        assertThat(json.path("games").asDouble()).isEqualTo(6);
        assertThat(json.path("draws").asDouble()).isEqualTo(2);
        assertThat(ratings(json).get("b")).isCloseTo(400 * Math.log10(2), within(1e-3)); // four points to two
    }

    @Test
    void columnsRowsAndTheFirstMoveAreChosenByOptions() {
        var csv = table("t.csv", "me,you,good,bad,board\nx,y,10,30,3\ny,x,25,15,3\nx,y,0,99,4\n");
        var words = new Object[] {
            csv, "--a", "me", "--b", "you", "--wins", "good", "--losses", "bad", "--where", "board=3", "--json"
        };
        var json = elo(words).json();
        assertThat(json.path("games").asDouble()).isEqualTo(80);
        assertThat(json.path("first_move").isNull()).isTrue();
        assertThat(ratings(json).get("y")).isCloseTo(400 * Math.log10(55 / 25.0), within(1e-3));

        var ordered = new ArrayList<Object>(List.of(words));
        ordered.addAll(List.of("--first", "me", "--first-move", "--anchor", "y=1000"));
        json = elo(ordered.toArray()).json();
        // x scores 1/4 moving first and 3/8 moving second
        double first = Math.log10(10 / 30.0);
        double second = Math.log10(15 / 25.0);
        assertThat(json.path("first_move").path("value").asDouble()).isCloseTo(200 * (first - second), within(1e-3));
        assertThat(ratings(json).get("y")).isEqualTo(1000);
        assertThat(ratings(json).get("x")).isCloseTo(1000 + 200 * (first + second), within(1e-3));
    }

    @Test
    void whatAReaderShouldKnowIsSaid() {
        var csv = table(
                "r.csv",
                "black,white,wins,losses\na,b,9,1\na,b,40,20\nb,a,0,0\na,c,6,0\nc,b,30,70\nx,y,5,2\nc,a,2,1\n");
        var text = elo(csv).out();
        assertThat(text)
                .contains("no chain of games joins 2 groups", "a, b, c; x, y", "group 1 of 2", "black moves first")
                .contains("b moved first in 0.00% of its games");
        var lost = table("l.csv", "a,b,wins,losses\na,b,9,0\nb,c,5,5\na,c,8,0\n");
        var json = elo(lost, "--json").json();
        assertThat(json.path("warnings").get(0).asString(""))
                .startsWith(
                        "a won all games, so that the likelihood has no maximum: each pair that played has one virtual");
        assertThat(json.path("groups").get(0).path("virtual_draws").asBoolean()).isTrue();
        assertThat(elo(lost).out()).contains("warning: a won all games");
        assertThat(json.path("next")).hasSize(3);
    }

    @Test
    void aPageShowsAllIntervals() throws Exception {
        var csv = table("r.csv", "a,b,wins,losses\nstrong,weak,30,10\nweak,middle,15,25\n");
        var page = folder.resolve("page.html");
        assertThat(elo(csv, "--html", page).status()).isZero();
        assertThat(Files.readString(page)).contains("2 rows of r.csv", "strong", "90% interval");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x,y;1,2|found no columns of two players",
                "a,b;1,2|found neither counts (wins, losses or games, draws) nor the winner",
                "a,b,wins;p,q,2|found wins but no column losses",
                "a,b,wins,losses;p,q,-2,1|r.csv, line 2, column wins: found \"-2\", expected a number of games",
                "a,b,wins,losses;p,q,two,1|r.csv, line 2, column wins: found \"two\", expected a number",
                "a,b,wins,games;p,q,5,4|column wins: found \"5\", expected at most the 4 games",
                "a,b,wins,losses,games;p,q,5,4,8|column games: found \"8\", expected the sum of 5 wins, 4 losses",
                "a,b,winner;p,q,r|line 2, column winner: found \"r\", expected p or q, a or b, draw",
                "a,b,wins,losses;p,p,1,1|found 0 players in the rows, expected at least 2",
            })
    void whatIsNoTableOfResultsIsOneSentence(String rows, String sentence) {
        assertThat(elo(table("r.csv", rows.replace(';', '\n') + "\n")).complaint())
                .contains(sentence);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--anchor|a|--anchor: found \"a\", expected NAME=ELO",
                "--anchor|z=0|--anchor z: found no games of z",
                "--anchor|a=high|expected NAME=ELO",
                "--level|90|--level: found 90, expected a share",
                "--first|c|--first: found c, expected a, b or none",
                "--wins|c|found no column c for --wins",
                "--where|c=1|found no column c for --where c=1",
            })
    void aWrongOptionIsOneSentence(String option, String value, String sentence) {
        var csv = table("r.csv", "a,b,wins,losses\na,b,1,2\n");
        assertThat(elo(csv, option, value).complaint()).contains(sentence);
        assertThat(elo(csv, "--first-move").complaint()).contains("that says who moved first");
    }

    /** Ratings that were computed apart, to 1e-12: 12, 40 and 11 players, of up to 775,424 games. */
    @ParameterizedTest
    @CsvSource({
        "az-12-agents.csv, 2021-02-06, 12",
        "az-40-agents.csv, 2020-12-07, 40",
        "mohex-3.json, mohex-3, 11",
        "mohex-5.json, mohex-5, 11",
        "mohex-9.json, mohex-9, 11",
    })
    void ratingsOfPublishedGamesAreTheReference(String file, String key, int players) throws Exception {
        var reference = JsonMapper.shared()
                .readTree(Files.readString(Cli.shared("hex/bradley-terry-reference.json")))
                .path(key);
        var words = new ArrayList<Object>(List.of(Cli.shared("hex/" + file), "--json"));
        if (reference.isObject()) {
            words.addAll(List.of("--anchor", "mohex-1.00=0"));
        }
        var rated = ratings(elo(words.toArray()).json());
        assertThat(rated).hasSize(players);
        rated.forEach((player, elo) -> assertThat(elo)
                .as(player)
                .isCloseTo(
                        (reference.isObject() ? reference.path(player) : reference.path(Integer.parseInt(player)))
                                .asDouble(),
                        within(0.01)));
    }
}
