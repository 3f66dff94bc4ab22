package io.socketless.reality.jpa.office;

import io.socketless.reality.jpa.RealityKeys;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import java.util.Objects;

@Entity
@IdClass(Ticket.Key.class)
@RealityKeys("ticket:{series}:{number}")
@RealityKeys("guest-of:{seat.id.hall}")
public class Ticket {

    @Id
    public String series;

    @Id
    public int number;

    @ManyToOne
    @JoinColumn(name = "seat_hall", referencedColumnName = "hall")
    @JoinColumn(name = "seat_number", referencedColumnName = "number")
    public Seat seat;

    protected Ticket() {}

    public Ticket(String series, int number, Seat seat) {
        this.series = series;
        this.number = number;
        this.seat = seat;
    }

    public static class Key {

        public String series;
        public int number;

        @Override
        public boolean equals(Object other) {
            return other instanceof Key id && id.series.equals(series) && id.number == number;
        }

        @Override
        public int hashCode() {
            return Objects.hash(series, number);
        }
    }
}
