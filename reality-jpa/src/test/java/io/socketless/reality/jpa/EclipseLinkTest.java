package io.socketless.reality.jpa;

class EclipseLinkTest extends EntityContract {

    EclipseLinkTest() {
        super("eclipselink");
    }
}
