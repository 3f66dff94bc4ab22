package io.socketless.reality.it.office;

import io.socketless.reality.jpa.RealityKeys;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import jakarta.persistence.Version;

/** What somebody wrote. */
@Entity
@Table(name = "office_message")
@RealityKeys(value = "chat:{room.id}", bulk = "chats")
@RealityKeys("town:{place.town}")
public class Message {
    @Id
    @GeneratedValue
    private long id;

    @Version
    private int version;

    @ManyToOne(fetch = FetchType.LAZY)
    private Room room;

    @Embedded
    private Place place;

    private String text;

    /** For JPA. */
    protected Message() {}

    Message(Room room, String text) {
        this.room = room;
        this.text = text;
        place = new Place(room.getId() + "-here");
    }

    long getId() {
        return id;
    }

    void setRoom(Room room) {
        this.room = room;
    }

    Place getPlace() {
        return place;
    }

    void setText(String text) {
        this.text = text;
    }
}
