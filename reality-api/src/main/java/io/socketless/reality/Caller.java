package io.socketless.reality;

import java.security.Principal;
import java.util.Optional;

/** Who sent a request, as the container's security knows it. Valid only during the call that it is passed to. */
public interface Caller {

    /** Empty for a caller who is not authenticated. */
    Optional<Principal> principal();

    /** Whether the container grants the caller this role. */
    boolean inRole(String role);
}
