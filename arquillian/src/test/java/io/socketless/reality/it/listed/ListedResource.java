package io.socketless.reality.it.listed;

import io.socketless.reality.jakarta.Versioned;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;

@Path("listed")
public class ListedResource {

    @GET
    @Path("{room}")
    @Versioned("listed:{room}")
    public String read(@PathParam("room") String room) {
        return room;
    }
}
