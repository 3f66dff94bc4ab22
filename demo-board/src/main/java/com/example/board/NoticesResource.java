package com.example.board;

import static jakarta.ws.rs.core.MediaType.APPLICATION_JSON;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;

/** The notices over HTTP: what pages fetch when Reality tells them that something changed. */
@Path("notices")
@RequestScoped
@Produces(APPLICATION_JSON)
@Consumes(APPLICATION_JSON)
@SuppressWarnings("NullAway.Init") // the container sets the injected fields
public class NoticesResource {

    @Inject
    private Board board;

    @GET
    public List<Notice> notices() {
        return board.notices();
    }

    @POST
    public Response post(@NotNull @Valid Draft draft) {
        Notice notice = board.post(draft.getText());
        return Response.created(URI.create("notices/" + notice.getId()))
                .entity(notice)
                .build();
    }

    @PUT
    @Path("{id}")
    public Notice edit(@PathParam("id") long id, @NotNull @Valid Draft draft) {
        return board.edit(id, draft.getText()).orElseThrow(NotFoundException::new);
    }

    @DELETE
    @Path("{id}")
    public void remove(@PathParam("id") long id) {
        board.remove(id);
    }
}
