package loglog.agents;

import java.util.List;

/** Whatever goes on with a conversation: a server, or a stub whose errors are known. */
public interface ChatModel {
    /**
     * A message.
     *
     * @param role system, user or assistant
     */
    record Message(String role, String text) {}

    /**
     * What a model wrote.
     *
     * @param tokens that it took to write, 0 where that is not known
     */
    record Reply(String text, long tokens) {}

    /**
     * Goes on with a conversation.
     *
     * @param seed of the sample; a server may not heed it
     * @throws loglog.runs.DataException where there is no reply, naming who was asked and what came back
     */
    Reply reply(List<Message> conversation, double temperature, long seed);
}
