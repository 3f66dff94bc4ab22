package com.example.chat;

import static jakarta.ws.rs.core.MediaType.APPLICATION_JSON;

import com.example.office.Message;
import com.example.office.Rooms;
import io.socketless.reality.jakarta.Versioned;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rooms and messages over HTTP: the data that pages fetch when Reality reports a change. */
@Path("rooms")
@RequestScoped
@Produces(APPLICATION_JSON)
@Consumes(APPLICATION_JSON)
@SuppressWarnings("NullAway.Init") // the container sets the injected fields
public class RoomsResource {

    /** A room can have any such name; posting the first message creates it. */
    private static final String MESSAGES = "{room: [a-z0-9][a-z0-9-]{0,39}}/messages";

    @Inject
    private Rooms rooms;

    @GET
    public List<String> rooms() {
        return rooms.all();
    }

    @GET
    @Path(MESSAGES)
    @Versioned("chat:room:{room}")
    public List<Message> messages(@PathParam("room") String room) {
        return rooms.messages(room);
    }

    @POST
    @Path(MESSAGES)
    public Response post(@PathParam("room") String room, @Nullable Draft draft) {
        Draft posted = draft == null ? new Draft() : draft;
        return Response.status(Response.Status.CREATED)
                .entity(rooms.post(room, posted.getId(), posted.getAuthor(), posted.getText()))
                .build();
    }
}
