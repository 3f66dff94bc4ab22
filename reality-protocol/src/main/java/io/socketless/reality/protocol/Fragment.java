package io.socketless.reality.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A part of a sync response that is already JSON. Responses to thousands of held requests share their parts: each
 * change and the mesh are encoded once and then copied. Immutable.
 */
public final class Fragment {

    private static final byte[] ENTRY = {':', '{'};

    private final byte[] json;

    private Fragment(JsonBytes json) {
        this.json = json.toByteArray();
    }

    /** An entry of {@code changed}. */
    public static Fragment changed(String key, ChangedKey changed) {
        JsonBytes json = new JsonBytes(128);
        beginEntry(json, key, changed);
        changed.payload().ifPresent(payload -> json.member("payload").value(payload));
        return new Fragment(json.close('}'));
    }

    /**
     * An entry of {@code changed} with a payload that is JSON text, for example from JSON-B.
     *
     * @param changed its own payload is ignored
     * @param payload one JSON value; it is copied without a check
     */
    public static Fragment changed(String key, ChangedKey changed, String payload) {
        byte[] text = payload.getBytes(StandardCharsets.UTF_8);
        JsonBytes json = new JsonBytes(128 + text.length);
        beginEntry(json, key, changed);
        return new Fragment(json.member("payload").raw(text).close('}'));
    }

    private static void beginEntry(JsonBytes json, String key, ChangedKey changed) {
        json.string(key).raw(ENTRY);
        json.member("version").number(changed.version());
        json.member("hash").string(changed.hash());
        json.member("source").string(changed.source());
    }

    /** The value of {@code mesh}. */
    public static Fragment mesh(Mesh mesh) {
        JsonBytes json = new JsonBytes(128).open('{').member("peers").open('{');
        for (Map.Entry<String, PeerStatus> peer : mesh.peers().entrySet()) {
            json.member(peer.getKey()).string(peer.getValue().wireName());
        }
        json.close('}').member("serverVersion").number(mesh.serverVersion());
        return new Fragment(json.close('}'));
    }

    int size() {
        return json.length;
    }

    void writeTo(JsonBytes out) {
        out.raw(json);
    }
}
