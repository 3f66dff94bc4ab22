package io.socketless.reality.jpa;

class HibernateTest extends EntityContract {

    HibernateTest() {
        super("hibernate");
    }
}
