package io.socketless.reality.jpa.office;

import io.socketless.reality.jpa.RealityKeys;
import jakarta.persistence.CascadeType;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.JoinTable;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.OneToMany;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

@Entity
@RealityKeys("rooms")
@RealityKeys("room:{id}")
public class Room {

    @Id
    private String id;

    public String name;

    @OneToMany(mappedBy = "room", cascade = CascadeType.ALL, orphanRemoval = true)
    public List<Message> messages = new ArrayList<>();

    @ElementCollection
    public Set<String> members = new HashSet<>();

    @ManyToMany
    @JoinTable(name = "room_label")
    public Set<Label> labels = new HashSet<>();

    protected Room() {}

    public Room(String id) {
        this.id = id;
        name = id;
    }

    public String getId() {
        return id;
    }
}
