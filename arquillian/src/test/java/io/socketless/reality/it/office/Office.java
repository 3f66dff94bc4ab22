package io.socketless.reality.it.office;

import io.socketless.reality.Invalidation;
import io.socketless.reality.Reality;
import jakarta.annotation.Resource;
import jakarta.ejb.SessionContext;
import jakarta.ejb.Stateless;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Objects;
import javax.sql.DataSource;

/** Business code, each call in a transaction of its own. */
@Stateless
public class Office {
    @PersistenceContext
    private EntityManager entities;

    @Resource
    private SessionContext context;

    @Resource(lookup = "java:comp/DefaultDataSource")
    private DataSource database;

    @Inject
    private Reality reality;

    @Inject
    private Event<Invalidation> changes;

    @Inject
    private Board board;

    /** Does one thing with a room, another room and a message; returns the id of the message, or how many there are. */
    public long call(Action action, String room, String other, long message) throws SQLException {
        switch (action) {
            case OPEN -> {
                entities.persist(new Room(room));
                entities.persist(new Room(other));
            }
            case COUNT -> {
                return entities.createQuery("select count(r) from Room r where r.id = ?1", Long.class)
                        .setParameter(1, room)
                        .getSingleResult();
            }
            case POST -> {
                return post(room);
            }
            case POST_AND_FLUSH -> {
                long id = post(room);
                entities.flush();
                return id;
            }
            case EDIT -> message(message).setText("Hello");
            case MOVE -> message(message).setRoom(room(other));
            case TRAVEL -> message(message).getPlace().setTown(room + "-there");
            case REMOVE -> entities.remove(message(message));
            case CLOSE -> entities.remove(room(room));
            case JOIN -> room(room).getMembers().add("Ada");
            case JPQL ->
                entities.createQuery("update Message m set m.text = 'x' where m.room.id = ?1")
                        .setParameter(1, room)
                        .executeUpdate();
            case SQL ->
                entities.createNativeQuery("update office_message set text = 'x' where room_id = ?")
                        .setParameter(1, room)
                        .executeUpdate();
            case JDBC -> jdbc(room);
            case ROLL_BACK -> {
                post(room);
                entities.persist(new Room(room + "-gone"));
                entities.flush();
                entities.createQuery("update Room r set r.id = r.id").executeUpdate();
                jdbc(room);
                context.setRollbackOnly();
            }
            case ALL_WAYS -> {
                post(room);
                changes.fire(Invalidation.of("event:" + room));
                board.write(room);
                jdbc(room);
                entities.flush();
                post(other);
            }
        }
        return message;
    }

    private long post(String room) {
        Message message = new Message(room(room), "Hi");
        entities.persist(message);
        return message.getId();
    }

    private void jdbc(String room) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement update =
                        connection.prepareStatement("update office_message set text = 'x' where room_id = ?")) {
            update.setString(1, room);
            update.executeUpdate();
        }
        reality.changed("jdbc:" + room);
    }

    private Room room(String id) {
        return Objects.requireNonNull(entities.find(Room.class, id));
    }

    private Message message(long id) {
        return Objects.requireNonNull(entities.find(Message.class, id));
    }

    /** What can be done. */
    public enum Action {
        OPEN,
        COUNT,
        POST,
        POST_AND_FLUSH,
        EDIT,
        MOVE,
        TRAVEL,
        REMOVE,
        CLOSE,
        JOIN,
        JPQL,
        SQL,
        JDBC,
        ROLL_BACK,
        ALL_WAYS
    }
}
