package io.socketless.reality.it.inside;

import io.socketless.reality.Reality;
import jakarta.annotation.Resource;
import jakarta.ejb.SessionContext;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;

/** Business code with the transactions of EJBs. */
@Stateless
public class Clerk {
    @Inject
    private Reality reality;

    @Resource
    private SessionContext context;

    /** Changes a key and returns its version within the transaction. */
    public long change(String key) {
        reality.changed(key);
        return reality.state(key).version();
    }

    public void changeAndRollBack(String key) {
        reality.changed(key);
        context.setRollbackOnly();
    }
}
