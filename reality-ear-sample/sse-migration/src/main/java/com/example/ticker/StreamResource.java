package com.example.ticker;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;

/** A stream that sends all prices whenever one changes: the ticker before its migration to Reality. */
@Path("stream")
@SuppressWarnings("NullAway.Init") // the container sets the injected fields
public class StreamResource {

    @Inject
    private PriceStream prices;

    @GET
    @Produces(MediaType.SERVER_SENT_EVENTS)
    public void stream(@Context SseEventSink client, @Context Sse sse) {
        prices.add(client, sse);
    }
}
