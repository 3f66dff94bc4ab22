package com.example.board;

class BoardOnPayaraIT extends BoardContract {

    BoardOnPayaraIT() {
        super("payara", 28480);
    }
}
