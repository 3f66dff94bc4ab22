package io.socketless.reality.it.page;

import io.socketless.reality.client.cdi.PageState;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;

/** The bean of the page: takes the versions, then reads the data. */
@Named
@RequestScoped
public class RoomPage {
    public static final String HOSTILE = "page:</script><script>alert(1)</script>";

    @Inject
    private PageState state;

    @Inject
    private RoomMessages rooms;

    private List<String> messages;

    @PostConstruct
    void load() {
        state.prefetch("page:room", HOSTILE);
        messages = rooms.read(); // somebody posts while the page is rendered
        state.put("page:room", messages);
        state.put(HOSTILE, HOSTILE);
    }

    public List<String> getMessages() {
        return messages;
    }

    public String getHostileKey() {
        return HOSTILE;
    }
}
