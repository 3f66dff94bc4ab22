package io.socketless.reality.client.compat;

import io.socketless.reality.client.KeyReport;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.ws.rs.core.GenericType;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.InboundSseEvent;
import jakarta.ws.rs.sse.SseEvent;
import org.jspecify.annotations.Nullable;

/** A changed key as an event, with the same id, name and data as from {@code /events}. */
record KeyEvent(KeyReport report, String data) implements InboundSseEvent {

    @Override
    public String getId() {
        return Long.toString(report.version());
    }

    @Override
    public String getName() {
        return "update";
    }

    @Override
    public @Nullable String getComment() {
        return null;
    }

    @Override
    public long getReconnectDelay() {
        return SseEvent.RECONNECT_NOT_SET;
    }

    @Override
    public boolean isReconnectDelaySet() {
        return false;
    }

    @Override
    public boolean isEmpty() {
        return data.isEmpty();
    }

    @Override
    public String readData() {
        return data;
    }

    @Override
    public <T> T readData(Class<T> type) {
        return type == String.class ? type.cast(data) : Binding.JSONB.fromJson(data, type);
    }

    @Override
    public <T> T readData(GenericType<T> type) {
        return Binding.JSONB.fromJson(data, type.getType());
    }

    /** The data is always JSON. */
    @Override
    public <T> T readData(Class<T> messageType, MediaType mediaType) {
        return readData(messageType);
    }

    @Override
    public <T> T readData(GenericType<T> type, MediaType mediaType) {
        return readData(type);
    }

    private static final class Binding {
        static final Jsonb JSONB = JsonbBuilder.create();
    }
}
