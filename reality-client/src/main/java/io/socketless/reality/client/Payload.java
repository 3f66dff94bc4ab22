package io.socketless.reality.client;

import jakarta.json.JsonValue;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Turns inline payloads into values. JSON-B is looked for when it is first needed. */
final class Payload {

    private Payload() {}

    /** The value, or a failure that says what is missing. */
    static <T> CompletionStage<T> bound(KeyReport node, Class<T> type) {
        return node.payload()
                .map(json -> CompletableFuture.completedFuture(bind(json, type)))
                .orElseGet(() -> CompletableFuture.failedFuture(
                        new IllegalStateException("The server put no payload inline for '" + node.key() + "'")));
    }

    static <T> T bind(JsonValue json, Class<T> type) {
        if (type.isInstance(json)) {
            return type.cast(json);
        }
        if (type == String.class) {
            return type.cast(json.toString());
        }
        try {
            return Binding.JSONB.fromJson(json.toString(), type);
        } catch (NoClassDefFoundError | ExceptionInInitializerError missing) {
            throw new IllegalStateException("There is no JSON-B to bind a payload to " + type.getName(), missing);
        }
    }

    private static final class Binding {
        static final Jsonb JSONB = JsonbBuilder.create();
    }
}
