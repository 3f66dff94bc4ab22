package io.socketless.reality.faults;

import io.socketless.reality.faults.Journal.Operation;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Does what a browser's own {@code EventSource} does with {@code /events}. */
final class EventsClient extends Client {

    private static final Pattern ID = Pattern.compile("(?m)^id: (.*)$");
    private static final Pattern DATA = Pattern.compile("(?m)^data: \\{\"key\":\"([^\"]*)\",\"version\":(\\d+)\\}$");

    private final Duration longestWait;
    private String lastEventId = "";

    EventsClient(Arena arena, List<Key> keys, Duration longestWait, Duration thinkMin, Duration thinkMax) {
        super(arena, Operation.EVENTS, keys, thinkMin, thinkMax);
        this.longestWait = longestWait;
    }

    @Override
    Duration nextWait() {
        return random(Duration.ofMillis(100), longestWait);
    }

    @Override
    HttpRequest.Builder request(NodeProcess node, Duration wait) {
        String query = keys.stream().map(key -> "key=" + key.name()).collect(Collectors.joining("&"));
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(node.base() + "/events?" + query + "&wait=" + wait.toMillis()));
        return lastEventId.isEmpty() ? request : request.header("Last-Event-ID", lastEventId);
    }

    @Override
    Map<Key, Long> changed(HttpResponse<String> answer) {
        Matcher id = ID.matcher(answer.body());
        while (id.find()) {
            lastEventId = id.group(1);
        }
        Map<String, Long> versions = new HashMap<>();
        Matcher data = DATA.matcher(answer.body());
        while (data.find()) {
            versions.put(data.group(1), Long.valueOf(data.group(2)));
        }
        return keys.stream()
                .filter(key -> versions.containsKey(key.name()))
                .collect(Collectors.toMap(key -> key, key -> versions.get(key.name())));
    }
}
