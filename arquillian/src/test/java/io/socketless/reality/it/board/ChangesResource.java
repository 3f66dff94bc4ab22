package io.socketless.reality.it.board;

import io.socketless.reality.Invalidation;
import io.socketless.reality.Reality;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.transaction.UserTransaction;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;

/** Changes data in every way that an application can. */
@ApplicationScoped
@Path("changes")
public class ChangesResource {
    @Inject
    private Event<Invalidation> changes;

    @Inject
    private Reality reality;

    @Inject
    private UserTransaction transaction;

    @Inject
    private Rooms rooms;

    @POST
    @Path("update")
    public String update(@QueryParam("key") String key) {
        return Long.toString(reality.now().update(key, "hash").version());
    }

    @POST
    @Path("delete")
    public String delete(@QueryParam("key") String key) {
        return Long.toString(reality.now().delete(key).version());
    }

    @POST
    @Path("event")
    public String event(@QueryParam("key") String key) {
        changes.fire(Invalidation.of(key));
        return Long.toString(reality.state(key).version());
    }

    /** Three versions: before the event, after it within the transaction, and after the commit. */
    @POST
    @Path("event-in-transaction")
    public String eventInTransaction(@QueryParam("key") String key) throws Exception {
        long before = reality.state(key).version();
        transaction.begin();
        changes.fire(Invalidation.of(key));
        long within = reality.state(key).version();
        transaction.commit();
        return before + " " + within + " " + reality.state(key).version();
    }

    @POST
    @Path("event-rolled-back")
    public String eventRolledBack(@QueryParam("key") String key) throws Exception {
        transaction.begin();
        changes.fire(Invalidation.of(key));
        transaction.rollback();
        return Long.toString(reality.state(key).version());
    }

    @POST
    @Path("annotated")
    public String annotated(@QueryParam("room") String room) {
        rooms.post(room, false);
        return Long.toString(reality.state("room:" + room).version());
    }

    @POST
    @Path("annotated-rolled-back")
    public String annotatedRolledBack(@QueryParam("room") String room) {
        try {
            rooms.post(room, true);
        } catch (IllegalStateException expected) {
            return Long.toString(reality.state("room:" + room).version());
        }
        throw new AssertionError("the method did not throw");
    }
}
