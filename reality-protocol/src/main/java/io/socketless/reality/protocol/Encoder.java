package io.socketless.reality.protocol;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** Writes messages as JSON, encoded as UTF-8, without a byte order mark and without white space. */
public final class Encoder {

    private Encoder() {}

    public static byte[] encode(SyncRequest request) {
        JsonBytes json = new JsonBytes().open('{').member("known");
        versions(json, request.known());
        request.clientId().ifPresent(id -> json.member("clientId").string(id.toString()));
        json.member("mode").string(request.mode().wireName());
        json.member("hint").string(request.hint().wireName());
        request.timestamp().ifPresent(timestamp -> json.member("timestamp").number(timestamp));
        if (request.waitMillis() != 0) {
            json.member("wait").number(request.waitMillis());
        }
        return json.close('}').toByteArray();
    }

    public static byte[] encode(SyncResponse response) {
        List<Fragment> changed = new ArrayList<>(response.changed().size());
        response.changed().forEach((key, change) -> changed.add(Fragment.changed(key, change)));
        return syncResponse(
                changed,
                Fragment.mesh(response.mesh()),
                response.serverTime(),
                response.denied(),
                response.retryMillis());
    }

    /**
     * A sync response from parts that are already JSON; see {@link SyncResponse} for the others.
     *
     * @param changed made by {@link Fragment#changed}, each key once
     * @param mesh made by {@link Fragment#mesh}
     */
    public static byte[] syncResponse(
            Collection<Fragment> changed,
            Fragment mesh,
            long serverTime,
            Set<String> denied,
            OptionalLong retryMillis) {
        int size = 128 + mesh.size();
        for (Fragment entry : changed) {
            size += entry.size() + 1;
        }
        JsonBytes json = new JsonBytes(size).open('{').member("changed").open('{');
        for (Fragment entry : changed) {
            entry.writeTo(json.separate());
        }
        mesh.writeTo(json.close('}').member("mesh"));
        json.member("serverTime").number(serverTime);
        if (!denied.isEmpty()) {
            strings(json.member("denied"), denied);
        }
        retryMillis.ifPresent(retry -> json.member("retry").number(retry));
        return json.close('}').toByteArray();
    }

    public static byte[] encode(UpdateRequest request) {
        return new JsonBytes()
                .open('{')
                .member("key")
                .string(request.key())
                .member("hash")
                .string(request.hash())
                .close('}')
                .toByteArray();
    }

    public static byte[] encode(UpdateResponse response) {
        return new JsonBytes()
                .open('{')
                .member("key")
                .string(response.key())
                .member("version")
                .number(response.version())
                .member("hash")
                .string(response.hash())
                .member("updatedAt")
                .number(response.updatedAt())
                .close('}')
                .toByteArray();
    }

    public static byte[] encode(InvalidateRequest request) {
        JsonBytes json = new JsonBytes().open('{').member("keys");
        strings(json, request.keys());
        request.source().ifPresent(source -> json.member("source").string(source));
        request.timestamp().ifPresent(timestamp -> json.member("timestamp").number(timestamp));
        return json.close('}').toByteArray();
    }

    public static byte[] encode(InvalidateResponse response) {
        JsonBytes json = new JsonBytes().open('{').member("invalidated");
        strings(json, response.invalidated());
        versions(json.member("versions"), response.versions());
        return json.close('}').toByteArray();
    }

    public static byte[] encode(VersionsResponse response) {
        JsonBytes json = new JsonBytes()
                .open('{')
                .member("serverId")
                .string(response.serverId())
                .member("maxVersion")
                .number(response.maxVersion())
                .member("peerSummaries")
                .open('[')
                .close(']')
                .member("timestamp")
                .number(response.timestamp())
                .member("changed")
                .open('[');
        for (VersionsResponse.Entry entry : response.changed()) {
            json.separate().open('{').member("key").string(entry.key());
            json.member("version").number(entry.version());
            json.member("hash").string(entry.hash()).close('}');
        }
        return json.close(']').close('}').toByteArray();
    }

    public static byte[] encode(HealthResponse response) {
        return new JsonBytes()
                .open('{')
                .member("status")
                .string(response.status().wireName())
                .member("serverId")
                .string(response.serverId())
                .member("version")
                .string(response.version())
                .member("uptime")
                .number(response.uptime())
                .member("mesh")
                .open('{')
                .member("peerCount")
                .number(response.mesh().peerCount())
                .member("healthyPeers")
                .number(response.mesh().healthyPeers())
                .close('}')
                .member("storage")
                .open('{')
                .member("healthy")
                .bool(response.storage().healthy())
                .member("maxVersion")
                .number(response.storage().maxVersion())
                .close('}')
                .close('}')
                .toByteArray();
    }

    public static byte[] encode(Problem problem) {
        JsonBytes json = new JsonBytes().open('{').member("type").string(problem.type());
        json.member("title").string(problem.title());
        json.member("status").number(problem.status());
        json.member("detail").string(problem.detail());
        if (!problem.errors().isEmpty()) {
            json.member("errors").open('[');
            for (Fault fault : problem.errors()) {
                json.separate().open('{').member("pointer").string(fault.pointer());
                json.member("detail").string(fault.detail()).close('}');
            }
            json.close(']');
        }
        return json.close('}').toByteArray();
    }

    private static void versions(JsonBytes json, Map<String, Long> versions) {
        json.open('{');
        for (Map.Entry<String, Long> entry : versions.entrySet()) {
            json.member(entry.getKey()).number(entry.getValue());
        }
        json.close('}');
    }

    private static void strings(JsonBytes json, Collection<String> strings) {
        json.open('[');
        for (String string : strings) {
            json.separate().string(string);
        }
        json.close(']');
    }
}
