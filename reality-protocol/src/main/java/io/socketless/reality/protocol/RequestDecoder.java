package io.socketless.reality.protocol;

import jakarta.json.stream.JsonParser.Event;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads the bodies of requests.
 *
 * <p>Every method throws {@link ProtocolException} for a body that breaks the protocol, with all faults of a
 * well-formed one, and {@link java.io.UncheckedIOException} if the stream itself fails. A body over the limit, or with
 * too many keys, is refused while it is read. Streams are left open. Thread-safe.
 */
public final class RequestDecoder {

    private static final int BAD_REQUEST = 400;
    private static final int TOO_LARGE = 413;
    private static final int UNSUPPORTED_TYPE = 415;
    private static final String ROOT = "";

    private final Limits limits;
    private final KeyRule keyRule;

    public RequestDecoder(Limits limits) {
        this.limits = limits;
        this.keyRule = limits.keyRule();
    }

    /**
     * Checks the header fields of a body.
     *
     * @param contentType null: not stated, and assumed to be JSON
     * @param contentLength less than 0: not stated
     * @throws ProtocolException with 413 for a stated length over the limit, with 415 for any other type than JSON
     */
    public void checkHead(@Nullable String contentType, long contentLength) {
        if (contentLength > limits.maxBodyBytes()) {
            throw ProtocolException.bodyTooLarge(limits.maxBodyBytes());
        }
        if (contentType != null && !isJson(contentType)) {
            throw ProtocolException.of(UNSUPPORTED_TYPE, "The body must be application/json.");
        }
    }

    private static boolean isJson(String contentType) {
        int parameters = contentType.indexOf(';');
        String type = (parameters < 0 ? contentType : contentType.substring(0, parameters))
                .trim()
                .toLowerCase(Locale.ROOT);
        return type.equals("application/json") || (type.startsWith("application/") && type.endsWith("+json"));
    }

    public SyncRequest sync(byte[] body) {
        return sync(new ByteArrayInputStream(body));
    }

    public SyncRequest sync(InputStream body) {
        try (JsonInput in = open(body)) {
            in.begin();
            Map<String, Long> known = null;
            Optional<UUID> clientId = Optional.empty();
            Mode mode = Mode.NATIVE;
            Hint hint = Hint.INTERACTION;
            OptionalLong timestamp = OptionalLong.empty();
            long waitMillis = 0;
            String name;
            while ((name = in.nextName()) != null) {
                switch (name) {
                    case "known" -> known = known(in);
                    case "clientId" -> clientId = clientId(in);
                    case "mode" -> mode = in.choice(ROOT, name, Mode.NAMES, Mode.NATIVE);
                    case "hint" -> hint = in.choice(ROOT, name, Hint.NAMES, Hint.INTERACTION);
                    case "timestamp" -> timestamp = OptionalLong.of(integer(in, name));
                    case "wait" -> waitMillis = integer(in, name);
                    default -> in.skip();
                }
            }
            return in.end(new SyncRequest(
                    in.require(known, ROOT, "known", Map.of()), clientId, mode, hint, timestamp, waitMillis));
        }
    }

    public UpdateRequest update(byte[] body) {
        return update(new ByteArrayInputStream(body));
    }

    public UpdateRequest update(InputStream body) {
        try (JsonInput in = open(body)) {
            in.begin();
            String key = null;
            String hash = null;
            String name;
            while ((name = in.nextName()) != null) {
                switch (name) {
                    case "key" -> key = key(in);
                    case "hash" -> hash = text(in, name, 1, Limits.MAX_HASH_LENGTH);
                    default -> in.skip();
                }
            }
            return in.end(new UpdateRequest(in.requireText(key, ROOT, "key"), in.requireText(hash, ROOT, "hash")));
        }
    }

    public InvalidateRequest invalidate(byte[] body) {
        return invalidate(new ByteArrayInputStream(body));
    }

    public InvalidateRequest invalidate(InputStream body) {
        try (JsonInput in = open(body)) {
            in.begin();
            Set<String> keys = null;
            String source = null;
            OptionalLong timestamp = OptionalLong.empty();
            String name;
            while ((name = in.nextName()) != null) {
                switch (name) {
                    case "keys" -> keys = keys(in);
                    case "source" -> source = text(in, name, 0, Limits.MAX_SOURCE_LENGTH);
                    case "timestamp" -> timestamp = OptionalLong.of(integer(in, name));
                    default -> in.skip();
                }
            }
            Set<String> named = in.end(in.require(keys, ROOT, "keys", Set.of()));
            return new InvalidateRequest(named, Optional.ofNullable(source).filter(text -> !text.isEmpty()), timestamp);
        }
    }

    private JsonInput open(InputStream body) {
        return new JsonInput(body, limits.maxBodyBytes(), BAD_REQUEST);
    }

    private @Nullable Map<String, Long> known(JsonInput in) {
        if (!in.beginObject(ROOT, "known")) {
            return null;
        }
        Map<String, Long> known = new LinkedHashMap<>();
        String key;
        while ((key = in.nextName()) != null) {
            known.put(key, version(in, key, known.size() + 1));
            checkCount(known.size(), "/known");
        }
        return known;
    }

    private long version(JsonInput in, String key, int number) {
        Optional<String> fault = keyRule.fault(key);
        if (fault.isPresent()) {
            keyFault(in, key, number, fault.get());
        }
        if (keyRule.isTooLong(key)) {
            in.skip();
            return 0;
        }
        return in.wholeNumber("/known", key, 0);
    }

    /** Noted beside what may be wrong with the value. A key that is too long is named by its number, not repeated. */
    private void keyFault(JsonInput in, String key, int number, String detail) {
        String pointer = Faults.pointer("/known", key);
        Fault fault = keyRule.isTooLong(key)
                ? new Fault("/known", "Key number " + number + ": " + detail)
                : new Fault(pointer, detail);
        in.faults().add(pointer + "/key", fault);
    }

    private @Nullable Set<String> keys(JsonInput in) {
        if (!in.beginArray(ROOT, "keys")) {
            return null;
        }
        Set<String> keys = new LinkedHashSet<>();
        int wrongTypes = 0;
        int index = 0;
        Event event;
        while ((event = in.next()) != Event.END_ARRAY) {
            String place = Integer.toString(index++);
            String key = in.stringOrFault(event, "/keys", place);
            if (key == null) {
                wrongTypes++;
            } else if (keys.add(key)) {
                checkKey(in, key, "/keys", place);
            }
            checkCount(keys.size() + wrongTypes, "/keys");
        }
        if (index == 0) {
            in.faults().add("/keys", "Must name at least one key.");
        }
        return keys;
    }

    private @Nullable String key(JsonInput in) {
        String key = in.string(ROOT, "key");
        if (key != null) {
            checkKey(in, key, ROOT, "key");
        }
        return key;
    }

    private void checkKey(JsonInput in, String key, String parent, String name) {
        Optional<String> fault = keyRule.fault(key);
        if (fault.isPresent()) {
            in.faults().add(Faults.pointer(parent, name), fault.get());
        }
    }

    private void checkCount(int keys, String pointer) {
        if (keys > limits.maxKeys()) {
            throw ProtocolException.of(
                    TOO_LARGE, new Fault(pointer, "More than " + limits.maxKeys() + " keys in one request."));
        }
    }

    private static @Nullable String text(JsonInput in, String name, int minLength, int maxLength) {
        String text = in.string(ROOT, name);
        if (text == null) {
            return null;
        }
        if (text.length() < minLength || Text.isLongerThan(text, maxLength)) {
            in.faults().add("/" + name, "Must have from " + minLength + " to " + maxLength + " characters.");
        } else if (Text.hasLoneSurrogate(text)) {
            in.faults().add("/" + name, "Must not contain half of a surrogate pair.");
        }
        return text;
    }

    private static long integer(JsonInput in, String name) {
        return in.wholeNumber(ROOT, name, -WholeNumber.MAX);
    }

    private static Optional<UUID> clientId(JsonInput in) {
        String text = in.string(ROOT, "clientId");
        if (text == null) {
            return Optional.empty();
        }
        if (!Text.isUuid(text)) {
            in.faults().add("/clientId", "Must be a UUID.");
            return Optional.empty();
        }
        return Optional.of(UUID.fromString(text));
    }
}
