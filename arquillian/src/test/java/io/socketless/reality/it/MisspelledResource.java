package io.socketless.reality.it;

import io.socketless.reality.jakarta.Versioned;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Application;

/** The key has a place for a parameter that the path does not have. */
@Path("misspelled/{room}")
public class MisspelledResource {

    @GET
    @Versioned("room:{rom}")
    public String read(@PathParam("room") String room) {
        return room;
    }

    @ApplicationPath("/api")
    public static class Rest extends Application {}
}
