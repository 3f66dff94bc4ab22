package io.socketless.reality.rest;

import io.socketless.reality.jakarta.door.Door;
import io.socketless.reality.jakarta.door.VectorsContract;

class ResourceVectorsTest extends VectorsContract {

    @Override
    protected Door door() {
        return ResourceDoor.with();
    }
}
