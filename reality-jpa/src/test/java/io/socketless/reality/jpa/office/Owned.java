package io.socketless.reality.jpa.office;

import io.socketless.reality.jpa.RealityKeys;
import jakarta.persistence.MappedSuperclass;

@MappedSuperclass
@RealityKeys("tenant:{tenant}")
public abstract class Owned {

    public String tenant = "acme";
}
