package io.socketless.reality.faults;

import io.socketless.reality.faults.Journal.Operation;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** Posts to {@code /sync}, with or without a wait, for any reason that a client may give. */
final class SyncClient extends Client {

    private static final List<String> HINTS =
            List.of("interaction", "focus", "idle", "mutation", "mount", "reconnect", "poll");

    private final Duration longestWait;

    SyncClient(Arena arena, List<Key> keys, Duration longestWait, Duration thinkMin, Duration thinkMax) {
        super(arena, longestWait.isZero() ? Operation.SYNC : Operation.WAIT, keys, thinkMin, thinkMax);
        this.longestWait = longestWait;
    }

    @Override
    Duration nextWait() {
        return longestWait.isZero() ? Duration.ZERO : random(Duration.ofMillis(100), longestWait);
    }

    @Override
    HttpRequest.Builder request(NodeProcess node, Duration wait) {
        StringBuilder body = new StringBuilder("{\"known\":{");
        String separator = "";
        for (Key key : keys) {
            Held of = held.get(key);
            body.append(separator).append('"').append(key.name()).append("\":").append(of == null ? 0 : of.version());
            separator = ",";
        }
        String hint = HINTS.get(ThreadLocalRandom.current().nextInt(HINTS.size()));
        body.append("},\"hint\":\"")
                .append(hint)
                .append("\",\"wait\":")
                .append(wait.toMillis())
                .append('}');
        return HttpRequest.newBuilder(URI.create(node.base() + "/sync"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.toString()));
    }

    @Override
    Map<Key, Long> changed(HttpResponse<String> answer) {
        try (JsonReader reader = Json.createReader(new StringReader(answer.body()))) {
            JsonObject changed = reader.readObject().getJsonObject("changed");
            Map<Key, Long> versions = new HashMap<>();
            for (Key key : keys) {
                JsonObject node = changed.getJsonObject(key.name());
                if (node != null) {
                    versions.put(key, node.getJsonNumber("version").longValueExact());
                }
            }
            return versions;
        }
    }
}
