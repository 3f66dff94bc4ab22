package com.example.office;

import com.example.office.Refusal.Reason;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;

/** The notifications of all users. */
@Stateless
@SuppressWarnings("NullAway.Init") // the container sets the injected fields
public class Notifications {

    /** The user of the generated notifications. */
    private static final String RECIPIENT = "ada";

    private static final int MAX_SHOWN = 20;
    private static final int MAX_STORED = 200;
    private static final List<String> NEWS = List.of(
            "Grace answered your question",
            "The build is green again",
            "Your order has shipped",
            "A room is free from two o'clock",
            "Alan shared a document with you",
            "The certificate expires in seven days");

    @PersistenceContext
    private EntityManager database;

    @Inject
    private Paces paces;

    private final RandomGenerator random = RandomGenerator.getDefault();

    /** The last notifications of a user, the newest first. */
    public List<Notification> of(String owner) {
        return newest(owner, MAX_SHOWN);
    }

    /** Adds a notification. */
    public Notification add(String owner, String text) {
        Notification notification = new Notification(owner, Refusal.checked("text", text, Notification.TEXT_LENGTH));
        database.persist(notification);
        return notification;
    }

    /** Marks a notification as read. */
    public void read(String owner, long id) {
        find(owner, id).read();
    }

    /** Removes a notification. */
    public void remove(String owner, long id) {
        database.remove(find(owner, id));
    }

    /** Marks all notifications as read. */
    public void readAll(String owner) {
        newest(owner, MAX_STORED).forEach(Notification::read);
    }

    /** Adds a notification if it is due, and removes old ones. Returns the delay until the next call. */
    public Duration tick() {
        return paces.whenDue(Pace.NOTIFICATIONS, () -> {
            add(RECIPIENT, NEWS.get(random.nextInt(NEWS.size())));
            newest(RECIPIENT, 2 * MAX_STORED).stream().skip(MAX_STORED).forEach(database::remove);
        });
    }

    private Notification find(String owner, long id) {
        Notification notification = database.find(Notification.class, id);
        if (notification == null || !notification.belongsTo(owner)) {
            throw new Refusal(Reason.UNKNOWN, "This notification does not exist");
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
