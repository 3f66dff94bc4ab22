package com.example.board;

class BoardOnWildFlyIT extends BoardContract {

    BoardOnWildFlyIT() {
        super("wildfly", 28490);
    }
}
