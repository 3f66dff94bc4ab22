package io.socketless.reality.it.office;

import io.socketless.reality.jpa.RealityKeys;
import jakarta.persistence.CascadeType;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.OneToMany;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Where messages are. */
@Entity
@RealityKeys(value = "room:{id}", bulk = "rooms")
public class Room {
    @Id
    private String id;

    @ElementCollection
    private Set<String> members = new HashSet<>();

    @OneToMany(mappedBy = "room", cascade = CascadeType.ALL)
    private List<Message> messages;

    /** For JPA. */
    protected Room() {}

    Room(String id) {
        this.id = id;
    }

    String getId() {
        return id;
    }

    Set<String> getMembers() {
        return members;
    }
}
