package io.socketless.reality.client.internal;

import io.socketless.reality.client.KeyReport;
import jakarta.json.JsonValue;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import java.lang.reflect.Type;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Binds inline payloads to values. JSON-B is loaded on first use. */
final class Payload {

    private Payload() {}

    /** The value, or a failure that names what is missing. */
    static CompletionStage<Object> bound(KeyReport report, Type type) {
        return report.payload()
                .map(json -> CompletableFuture.completedFuture(bind(json, type)))
                .orElseGet(() -> CompletableFuture.failedFuture(
                        new IllegalStateException("The server provides no inline payload for '" + report.key() + "'")));
    }

    static Object bind(JsonValue json, Type type) {
        if (type instanceof Class<?> plain && plain.isInstance(json)) {
            return json;
        }
        if (type == String.class) {
            return json.toString();
        }
        try {
            return Binding.JSONB.fromJson(json.toString(), type);
        } catch (NoClassDefFoundError | ExceptionInInitializerError missing) {
            throw new IllegalStateException("Found no JSON-B to bind a payload to " + type.getTypeName(), missing);
        }
    }

    private static final class Binding {
        static final Jsonb JSONB = JsonbBuilder.create();
    }
}
