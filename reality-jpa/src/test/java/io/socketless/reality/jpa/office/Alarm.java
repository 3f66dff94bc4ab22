package io.socketless.reality.jpa.office;

import io.socketless.reality.jpa.RealityKeys;
import jakarta.persistence.Entity;

@Entity
@RealityKeys("alarms:{level}")
public class Alarm extends Notice {

    public int level;
}
