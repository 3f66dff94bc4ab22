package io.socketless.reality.it;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What a server answered. */
record Answer(int status, HttpHeaders headers, String body) {

    static Answer of(HttpResponse<String> response) {
        return new Answer(response.statusCode(), response.headers(), response.body());
    }

    String header(String name) {
        return headers.firstValue(name).orElse("");
    }

    JsonObject json() {
        try (JsonReader reader = Json.createReader(new StringReader(body))) {
            return reader.readObject();
        } catch (RuntimeException notJson) {
            throw new AssertionError(status + " with a body that is not JSON: " + body, notJson);
        }
    }

    /** The keys that changed, of the answer to a sync. */
    Set<String> changed() {
        return changes().keySet();
    }

    /** The new version of a key that changed. */
    long version(String key) {
        return changes().get(key);
    }

    /** The keys that changed, each with its new version. */
    Map<String, Long> changes() {
        JsonObject changed = json().getJsonObject("changed");
        if (changed == null) {
            throw new AssertionError(status + " is not the answer to a sync: " + body);
        }
        return changed.keySet().stream().collect(Collectors.toMap(key -> key, key -> changed.getJsonObject(key)
                .getJsonNumber("version")
                .longValueExact()));
    }
}
