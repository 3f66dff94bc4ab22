package com.example.chat;

import static jakarta.ws.rs.core.MediaType.APPLICATION_JSON;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import java.util.List;

/** Rooms and messages over HTTP: what pages fetch when Reality tells them that something changed. */
@Path("rooms")
@RequestScoped
@Produces(APPLICATION_JSON)
@Consumes(APPLICATION_JSON)
@SuppressWarnings("NullAway.Init") // the container sets the injected fields
public class RoomsResource {

    /** What a room may be called. */
    private static final String NAME = "[a-z0-9][a-z0-9-]{0,39}";

    @Inject
    private Chat chat;

    @GET
    public List<String> rooms() {
        return chat.rooms();
    }

    @GET
    @Path("{room}")
    public List<Message> messages(@PathParam("room") @Pattern(regexp = NAME) String room) {
        return chat.messages(room);
    }

    @POST
    @Path("{room}")
    public Response post(@PathParam("room") @Pattern(regexp = NAME) String room, @NotNull @Valid Draft draft) {
        return Response.status(Response.Status.CREATED)
                .entity(chat.post(room, draft))
                .build();
    }
}
