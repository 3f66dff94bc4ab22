package io.socketless.reality.jakarta.servlet;

import io.socketless.reality.jakarta.door.WaitingContract;

class WaitingTest extends WaitingContract {}
