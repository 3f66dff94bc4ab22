package io.socketless.reality.jpa.office;

import io.socketless.reality.jpa.RealityKeys;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;

@Entity
@Inheritance(strategy = InheritanceType.JOINED)
@RealityKeys("notices")
public class Notice extends Owned {

    @Id
    @GeneratedValue
    public Long id;

    public String text;
}
