package com.example.ticker;

import com.example.office.Stock;
import com.example.office.Stocks;
import io.socketless.reality.Changed;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.GenericType;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseBroadcaster;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sends all prices to every client with an open stream, at its begin and whenever a price changes. Each client occupies
 * a server connection while its page is open.
 *
 * <p>Prices can change on another node, which a stream alone does not notice. Applications poll their database, or set
 * up messaging. Here Reality notifies the stream, so the comparison covers only the transport to the browser.
 */
@ApplicationScoped
@SuppressWarnings("NullAway.Init") // the container sets the injected fields
public class PriceStream {

    private static final String KEY = "ticker:stocks";

    @Inject
    private Stocks stocks;

    private @Nullable Sse sse;
    private @Nullable SseBroadcaster clients;

    /** Adds a client. The lock keeps its events in order. */
    synchronized void add(SseEventSink client, Sse events) {
        SseBroadcaster known = clients;
        if (known == null) {
            known = events.newBroadcaster();
            known.onError((gone, failure) -> gone.close()); // Jersey would keep its request open
            sse = events;
            clients = known;
        }
        client.send(prices(events));
        known.register(client);
    }

    synchronized void on(@Observes Changed event) {
        if (event.key().equals(KEY) && clients != null && sse != null) {
            clients.broadcast(prices(sse));
        }
    }

    private OutboundSseEvent prices(Sse events) {
        return events.newEventBuilder()
                .name("stocks")
                .mediaType(MediaType.APPLICATION_JSON_TYPE)
                .data(new GenericType<List<Stock>>() {}, stocks.all())
                .build();
    }

    @PreDestroy
    synchronized void close() {
        if (clients != null) {
            clients.close();
        }
    }
}
