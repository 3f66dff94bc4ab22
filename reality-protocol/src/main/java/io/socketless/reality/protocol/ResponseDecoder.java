package io.socketless.reality.protocol;

import jakarta.json.JsonValue;
import jakarta.json.stream.JsonParser.Event;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the bodies of responses. Optional members can be missing, unknown members are ignored, and an unknown status of
 * a peer is read as {@link PeerStatus#UNKNOWN}. An older client therefore understands a newer server.
 *
 * <p>Every method throws {@link ProtocolException} for a body that breaks the protocol, with the status 502, and {@link
 * java.io.UncheckedIOException} if the stream itself fails. Streams are left open. Thread-safe.
 */
public final class ResponseDecoder {

    /** Room for {@linkplain Limits#DEFAULT 1,000 keys} with large payloads. */
    public static final int DEFAULT_MAX_BYTES = 16 * 1024 * 1024;

    private static final int BAD_GATEWAY = 502;
    private static final String ROOT = "";

    // Placeholder for a missing required member until the faults are reported.
    private static final Mesh NO_MESH = new Mesh(Map.of(), 0);
    private static final HealthResponse.Peers NO_PEERS = new HealthResponse.Peers(0, 0);
    private static final HealthResponse.Storage NO_STORAGE = new HealthResponse.Storage(false, 0);

    private final int maxBytes;

    public ResponseDecoder() {
        this(DEFAULT_MAX_BYTES);
    }

    /** @param maxBytes the most bytes of a body */
    public ResponseDecoder(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    public SyncResponse sync(byte[] body) {
        return sync(new ByteArrayInputStream(body));
    }

    public SyncResponse sync(InputStream body) {
        try (JsonInput in = open(body)) {
            in.begin();
            Map<String, ChangedKey> changed = null;
            Mesh mesh = null;
            Long serverTime = null;
            Set<String> denied = Set.of();
            OptionalLong retryMillis = OptionalLong.empty();
            String name;
            while ((name = in.nextName()) != null) {
                switch (name) {
                    case "changed" -> changed = changed(in);
                    case "mesh" -> mesh = mesh(in);
                    case "serverTime" -> serverTime = in.wholeNumber(ROOT, name, -WholeNumber.MAX);
                    case "denied" -> denied = new LinkedHashSet<>(strings(in, name));
                    case "retry" -> retryMillis = OptionalLong.of(in.wholeNumber(ROOT, name, 0));
                    default -> in.skip();
                }
            }
            return in.end(new SyncResponse(
                    in.require(changed, ROOT, "changed", Map.of()),
                    in.require(mesh, ROOT, "mesh", NO_MESH),
                    in.requireNumber(serverTime, ROOT, "serverTime"),
                    denied,
                    retryMillis));
        }
    }

    public UpdateResponse update(byte[] body) {
        return update(new ByteArrayInputStream(body));
    }

    public UpdateResponse update(InputStream body) {
        try (JsonInput in = open(body)) {
            in.begin();
            String key = null;
            Long version = null;
            String hash = null;
            Long updatedAt = null;
            String name;
            while ((name = in.nextName()) != null) {
                switch (name) {
                    case "key" -> key = in.string(ROOT, name);
                    case "version" -> version = in.wholeNumber(ROOT, name, 0);
                    case "hash" -> hash = in.string(ROOT, name);
                    case "updatedAt" -> updatedAt = in.wholeNumber(ROOT, name, -WholeNumber.MAX);
                    default -> in.skip();
                }
            }
            return in.end(new UpdateResponse(
                    in.requireText(key, ROOT, "key"),
                    in.requireNumber(version, ROOT, "version"),
                    in.requireText(hash, ROOT, "hash"),
                    in.requireNumber(updatedAt, ROOT, "updatedAt")));
        }
    }

    public InvalidateResponse invalidate(byte[] body) {
        return invalidate(new ByteArrayInputStream(body));
    }

    public InvalidateResponse invalidate(InputStream body) {
        try (JsonInput in = open(body)) {
            in.begin();
            List<String> invalidated = null;
            Map<String, Long> versions = null;
            String name;
            while ((name = in.nextName()) != null) {
                switch (name) {
                    case "invalidated" -> invalidated = strings(in, name);
                    case "versions" -> versions = versions(in);
                    default -> in.skip();
                }
            }
            return in.end(new InvalidateResponse(
                    in.require(invalidated, ROOT, "invalidated", List.of()),
                    in.require(versions, ROOT, "versions", Map.of())));
        }
    }

    public VersionsResponse versions(byte[] body) {
        return versions(new ByteArrayInputStream(body));
    }

    public VersionsResponse versions(InputStream body) {
        try (JsonInput in = open(body)) {
            in.begin();
            String serverId = null;
            Long maxVersion = null;
            Long timestamp = null;
            List<VersionsResponse.Entry> changed = null;
            String name;
            while ((name = in.nextName()) != null) {
                switch (name) {
                    case "serverId" -> serverId = in.string(ROOT, name);
                    case "maxVersion" -> maxVersion = in.wholeNumber(ROOT, name, 0);
                    case "timestamp" -> timestamp = in.wholeNumber(ROOT, name, -WholeNumber.MAX);
                    case "changed" -> changed = entries(in);
                    default -> in.skip();
                }
            }
            return in.end(new VersionsResponse(
                    in.requireText(serverId, ROOT, "serverId"),
                    in.requireNumber(maxVersion, ROOT, "maxVersion"),
                    in.requireNumber(timestamp, ROOT, "timestamp"),
                    in.require(changed, ROOT, "changed", List.of())));
        }
    }

    public HealthResponse health(byte[] body) {
        return health(new ByteArrayInputStream(body));
    }

    public HealthResponse health(InputStream body) {
        try (JsonInput in = open(body)) {
            in.begin();
            HealthStatus status = null;
            String serverId = null;
            String version = null;
            Long uptime = null;
            HealthResponse.Peers mesh = null;
            HealthResponse.Storage storage = null;
            String name;
            while ((name = in.nextName()) != null) {
                switch (name) {
                    case "status" -> status = in.choice(ROOT, name, HealthStatus.NAMES, HealthStatus.UNHEALTHY);
                    case "serverId" -> serverId = in.string(ROOT, name);
                    case "version" -> version = in.string(ROOT, name);
                    case "uptime" -> uptime = in.wholeNumber(ROOT, name, 0);
                    case "mesh" -> mesh = peers(in);
                    case "storage" -> storage = storage(in);
                    default -> in.skip();
                }
            }
            return in.end(new HealthResponse(
                    in.require(status, ROOT, "status", HealthStatus.UNHEALTHY),
                    in.requireText(serverId, ROOT, "serverId"),
                    in.requireText(version, ROOT, "version"),
                    in.requireNumber(uptime, ROOT, "uptime"),
                    in.require(mesh, ROOT, "mesh", NO_PEERS),
                    in.require(storage, ROOT, "storage", NO_STORAGE)));
        }
    }

    public Problem problem(byte[] body) {
        return problem(new ByteArrayInputStream(body));
    }

    /** Reads a problem. As RFC 9457 asks, every member may be missing, and one of a wrong type is ignored. */
    public Problem problem(InputStream body) {
        try (JsonInput in = open(body)) {
            in.begin();
            String type = null;
            String title = null;
            long status = 0;
            String detail = null;
            List<Fault> errors = List.of();
            String name;
            while ((name = in.nextName()) != null) {
                switch (name) {
                    case "type" -> type = in.string(ROOT, name);
                    case "title" -> title = in.string(ROOT, name);
                    case "status" -> status = in.wholeNumber(ROOT, name, 0);
                    case "detail" -> detail = in.string(ROOT, name);
                    case "errors" -> errors = faults(in);
                    default -> in.skip();
                }
            }
            in.endTolerantly();
            return new Problem(
                    type == null ? Problem.BLANK : type,
                    title == null ? "" : title,
                    count(status),
                    detail == null ? "" : detail,
                    errors);
        }
    }

    private JsonInput open(InputStream body) {
        return new JsonInput(body, maxBytes, BAD_GATEWAY);
    }

    private static @Nullable Map<String, ChangedKey> changed(JsonInput in) {
        if (!in.beginObject(ROOT, "changed")) {
            return null;
        }
        Map<String, ChangedKey> changed = new LinkedHashMap<>();
        String key;
        while ((key = in.nextName()) != null) {
            if (in.beginObject("/changed", key)) {
                changed.put(key, changedKey(in, Faults.pointer("/changed", key)));
            }
        }
        return changed;
    }

    private static ChangedKey changedKey(JsonInput in, String at) {
        Long version = null;
        String hash = null;
        String source = null;
        Optional<JsonValue> payload = Optional.empty();
        String name;
        while ((name = in.nextName()) != null) {
            switch (name) {
                case "version" -> version = in.wholeNumber(at, name, 0);
                case "hash" -> hash = in.string(at, name);
                case "source" -> source = in.string(at, name);
                case "payload" -> payload = Optional.of(in.value());
                default -> in.skip();
            }
        }
        return new ChangedKey(
                in.requireNumber(version, at, "version"),
                in.requireText(hash, at, "hash"),
                in.requireText(source, at, "source"),
                payload);
    }

    private static @Nullable Mesh mesh(JsonInput in) {
        if (!in.beginObject(ROOT, "mesh")) {
            return null;
        }
        Map<String, PeerStatus> peers = null;
        Long serverVersion = null;
        String name;
        while ((name = in.nextName()) != null) {
            switch (name) {
                case "peers" -> peers = peerStatuses(in);
                case "serverVersion" -> serverVersion = in.wholeNumber("/mesh", name, 0);
                default -> in.skip();
            }
        }
        return new Mesh(
                in.require(peers, "/mesh", "peers", Map.of()),
                in.requireNumber(serverVersion, "/mesh", "serverVersion"));
    }

    private static @Nullable Map<String, PeerStatus> peerStatuses(JsonInput in) {
        if (!in.beginObject("/mesh", "peers")) {
            return null;
        }
        Map<String, PeerStatus> peers = new LinkedHashMap<>();
        String peer;
        while ((peer = in.nextName()) != null) {
            String status = in.string("/mesh/peers", peer);
            peers.put(
                    peer,
                    status == null ? PeerStatus.UNKNOWN : PeerStatus.of(status).orElse(PeerStatus.UNKNOWN));
        }
        return peers;
    }

    private static @Nullable Map<String, Long> versions(JsonInput in) {
        if (!in.beginObject(ROOT, "versions")) {
            return null;
        }
        Map<String, Long> versions = new LinkedHashMap<>();
        String key;
        while ((key = in.nextName()) != null) {
            versions.put(key, in.wholeNumber("/versions", key, 0));
        }
        return versions;
    }

    private static @Nullable List<VersionsResponse.Entry> entries(JsonInput in) {
        if (!in.beginArray(ROOT, "changed")) {
            return null;
        }
        List<VersionsResponse.Entry> entries = new ArrayList<>();
        while (in.nextObject("/changed", entries.size())) {
            String at = "/changed/" + entries.size();
            String key = null;
            Long version = null;
            String hash = null;
            String name;
            while ((name = in.nextName()) != null) {
                switch (name) {
                    case "key" -> key = in.string(at, name);
                    case "version" -> version = in.wholeNumber(at, name, 0);
                    case "hash" -> hash = in.string(at, name);
                    default -> in.skip();
                }
            }
            entries.add(new VersionsResponse.Entry(
                    in.requireText(key, at, "key"),
                    in.requireNumber(version, at, "version"),
                    in.requireText(hash, at, "hash")));
        }
        return entries;
    }

    private static HealthResponse.@Nullable Peers peers(JsonInput in) {
        if (!in.beginObject(ROOT, "mesh")) {
            return null;
        }
        Long peerCount = null;
        Long healthyPeers = null;
        String name;
        while ((name = in.nextName()) != null) {
            switch (name) {
                case "peerCount" -> peerCount = in.wholeNumber("/mesh", name, 0);
                case "healthyPeers" -> healthyPeers = in.wholeNumber("/mesh", name, 0);
                default -> in.skip();
            }
        }
        return new HealthResponse.Peers(
                count(in.requireNumber(peerCount, "/mesh", "peerCount")),
                count(in.requireNumber(healthyPeers, "/mesh", "healthyPeers")));
    }

    private static HealthResponse.@Nullable Storage storage(JsonInput in) {
        if (!in.beginObject(ROOT, "storage")) {
            return null;
        }
        Boolean healthy = null;
        Long maxVersion = null;
        String name;
        while ((name = in.nextName()) != null) {
            switch (name) {
                case "healthy" -> healthy = in.bool("/storage", name);
                case "maxVersion" -> maxVersion = in.wholeNumber("/storage", name, 0);
                default -> in.skip();
            }
        }
        return new HealthResponse.Storage(
                in.require(healthy, "/storage", "healthy", false),
                in.requireNumber(maxVersion, "/storage", "maxVersion"));
    }

    private static List<Fault> faults(JsonInput in) {
        if (!in.beginArray(ROOT, "errors")) {
            return List.of();
        }
        List<Fault> faults = new ArrayList<>();
        while (in.nextObject("/errors", faults.size())) {
            String at = "/errors/" + faults.size();
            String pointer = null;
            String detail = null;
            String name;
            while ((name = in.nextName()) != null) {
                switch (name) {
                    case "pointer" -> pointer = in.string(at, name);
                    case "detail" -> detail = in.string(at, name);
                    default -> in.skip();
                }
            }
            faults.add(new Fault(pointer == null ? "" : pointer, detail == null ? "" : detail));
        }
        return faults;
    }

    private static List<String> strings(JsonInput in, String name) {
        if (!in.beginArray(ROOT, name)) {
            return List.of();
        }
        List<String> strings = new ArrayList<>();
        Event event;
        while ((event = in.next()) != Event.END_ARRAY) {
            String string = in.stringOrFault(event, "/" + name, Integer.toString(strings.size()));
            strings.add(string == null ? "" : string);
        }
        return strings;
    }

    private static int count(long number) {
        return (int) Math.max(0, Math.min(number, Integer.MAX_VALUE));
    }
}
