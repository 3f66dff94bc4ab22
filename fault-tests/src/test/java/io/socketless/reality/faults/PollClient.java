package io.socketless.reality.faults;

import io.socketless.reality.faults.Journal.Operation;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Asks {@code /poll} under the condition that its tag no longer holds, and refetches everything if so. */
final class PollClient extends Client {

    private String tag = "";

    PollClient(Arena arena, List<Key> keys, Duration thinkMin, Duration thinkMax) {
        super(arena, Operation.POLL, keys, thinkMin, thinkMax);
    }

    @Override
    HttpRequest.Builder request(NodeProcess node, Duration wait) {
        String query = keys.stream().map(key -> "key=" + key.name()).collect(Collectors.joining("&"));
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(node.base() + "/poll?" + query));
        return tag.isEmpty() ? request : request.header("If-None-Match", tag);
    }

    @Override
    Map<Key, Long> changed(HttpResponse<String> answer) {
        if (answer.statusCode() == 304) {
            return Map.of();
        }
        tag = answer.headers().firstValue("ETag").orElseThrow();
        return keys.stream().collect(Collectors.toMap(key -> key, key -> -1L));
    }
}
