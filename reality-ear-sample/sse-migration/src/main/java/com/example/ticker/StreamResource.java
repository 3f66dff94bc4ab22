package com.example.ticker;

import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;

/** All prices again whenever one changes, as a stream: what the ticker had before Reality. */
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
