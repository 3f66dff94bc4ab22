package com.example.notifications;

import static jakarta.ws.rs.core.MediaType.APPLICATION_JSON;

import com.example.office.Notification;
import com.example.office.Notifications;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The notifications of the one user of this sample. */
@Path("notifications")
@RequestScoped
@Produces(APPLICATION_JSON)
@SuppressWarnings("NullAway.Init") // the container sets the injected fields
public class NotificationsResource {

    private static final String USER = "ada";

    @Inject
    private Notifications notifications;

    @GET
    public List<Notification> notifications() {
        return notifications.of(USER);
    }

    @POST
    @Consumes(APPLICATION_JSON)
    public Response add(@Nullable Draft draft) {
        String text = draft == null ? "" : draft.getText();
        return Response.status(Response.Status.CREATED)
                .entity(notifications.add(USER, text))
                .build();
    }

    @PUT
    @Path("{id: [0-9]{1,18}}/read")
    public void read(@PathParam("id") long id) {
        notifications.read(USER, id);
    }

    @DELETE
    @Path("{id: [0-9]{1,18}}")
    public void remove(@PathParam("id") long id) {
        notifications.remove(USER, id);
    }

    @POST
    @Path("read-all")
    public void readAll() {
        notifications.readAll(USER);
    }
}
