package io.socketless.reality.jakarta.servlet;

import io.socketless.reality.jakarta.door.AccessContract;

class AccessTest extends AccessContract {}
