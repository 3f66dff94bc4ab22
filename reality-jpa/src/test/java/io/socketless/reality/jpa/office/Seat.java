package io.socketless.reality.jpa.office;

import io.socketless.reality.jpa.RealityKeys;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import java.util.Objects;

@Entity
@RealityKeys("seat:{id.hall}:{id.number}")
public class Seat {

    @EmbeddedId
    public Id id;

    public String guest;

    protected Seat() {}

    public Seat(String hall, int number) {
        id = new Id(hall, number);
    }

    @Embeddable
    public static class Id {

        public String hall;
        public int number;

        protected Id() {}

        public Id(String hall, int number) {
            this.hall = hall;
            this.number = number;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Id id && id.hall.equals(hall) && id.number == number;
        }

        @Override
        public int hashCode() {
            return Objects.hash(hall, number);
        }
    }
}
