package io.socketless.reality.jpa.office;

import io.socketless.reality.jpa.RealityKeys;
import jakarta.persistence.Embedded;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Version;

@Entity
@RealityKeys(value = "chat:room:{room.id}", bulk = "chat:rooms")
@RealityKeys(value = "chat:town:{place.town}", bulk = "chat:towns")
@RealityKeys("chat:all")
public class Message {

    @Id
    @GeneratedValue
    public Long id;

    @Version
    public int version;

    @ManyToOne(fetch = FetchType.LAZY)
    public Room room;

    @Embedded
    public Place place;

    public String text;

    protected Message() {}

    public Message(Room room, String text) {
        this.room = room;
        this.text = text;
    }
}
