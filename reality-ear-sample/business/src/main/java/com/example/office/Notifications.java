package com.example.office;

import com.example.office.Refusal.Reason;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/** What users are told. */
@Stateless
@SuppressWarnings("NullAway.Init") // the container sets the injected fields
public class Notifications {

    /** Who gets those that come by themselves. */
    private static final String SOMEBODY = "ada";

    private static final int MOST = 20;
    private static final int KEPT = 200;
    private static final List<String> NEWS = List.of(
            "Grace has answered your question",
            "The build is green again",
            "Your order has left the warehouse",
            "A room is free from two o'clock on",
            "Alan has shared a document with you",
            "The certificate runs out in seven days");

    @PersistenceContext
    private EntityManager database;

    @Inject
    private Paces paces;

    private final RandomGenerator random = RandomGenerator.getDefault();

    /** The last notifications of a user, the newest first. */
    public List<Notification> of(String owner) {
        return newest(owner, MOST);
    }

    /** Tells a user something. */
    public Notification add(String owner, String text) {
        Notification notification = new Notification(owner, Refusal.checked("text", text, Notification.TEXT_LENGTH));
        database.persist(notification);
        return notification;
    }

    /** The user has read one. */
    public void read(String owner, long id) {
        find(owner, id).read();
    }

    /** The user does not want to see one any more. */
    public void remove(String owner, long id) {
        database.remove(find(owner, id));
    }

    /** The user has read all. */
    public void readAll(String owner) {
        newest(owner, KEPT).forEach(Notification::read);
    }

    /** Tells somebody something if it is time to, forgets what is old, and returns how long it may be until the next is due. */
    public Duration tick() {
        return paces.whenDue(Pace.NOTIFICATIONS, () -> {
            add(SOMEBODY, NEWS.get(random.nextInt(NEWS.size())));
            newest(SOMEBODY, 2 * KEPT).stream().skip(KEPT).forEach(database::remove);
        });
    }

    private Notification find(String owner, long id) {
        Notification notification = database.find(Notification.class, id);
        if (notification == null || !notification.belongsTo(owner)) {
            throw new Refusal(Reason.UNKNOWN, "There is no such notification");
        }
        return notification;
    }

    private List<Notification> newest(String owner, int most) {
        return database.createQuery(
                        "select n from Notification n where n.owner = :owner order by n.id desc", Notification.class)
                .setParameter("owner", owner)
                .setMaxResults(most)
                .getResultList();
    }
}
