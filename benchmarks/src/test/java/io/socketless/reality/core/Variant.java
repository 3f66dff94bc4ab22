package io.socketless.reality.core;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Constructor;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.JavaFileObject.Kind;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * The core with a mistake in it: one of its sources with some text replaced, compiled into memory. Its classes and
 * those of the tests are loaded again beside it, because classes of a package see each other only within a loader.
 */
final class Variant extends ClassLoader {
    private static final String PACKAGE = "io.socketless.reality.core.";

    private final Map<String, ByteArrayOutputStream> compiled = new HashMap<>();

    Variant(Mutation mutation) {
        super(Variant.class.getClassLoader());
        compile(mutation.source(), mutation.text());
    }

    /** The same scenario, made of the classes of this variant. */
    Runnable with(Class<? extends Runnable> scenario) {
        try {
            Constructor<?> ofThisLoader = loadClass(scenario.getName()).getDeclaredConstructor();
            ofThisLoader.setAccessible(true); // of another package at run time
            return (Runnable) ofThisLoader.newInstance();
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private void compile(String name, String text) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
        JavaFileObject source = new SimpleJavaFileObject(URI.create("memory:/" + name + ".java"), Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
        boolean success = compiler.getTask(
                        null,
                        new ForwardingJavaFileManager<>(files) {
                            @Override
                            public JavaFileObject getJavaFileForOutput(
                                    Location location, String className, Kind kind, FileObject sibling) {
                                return new SimpleJavaFileObject(URI.create("memory:/" + className + ".class"), kind) {
                                    @Override
                                    public OutputStream openOutputStream() {
                                        return compiled.computeIfAbsent(className, any -> new ByteArrayOutputStream());
                                    }
                                };
                            }
                        },
                        null,
                        List.of("-proc:none", "-nowarn", "-classpath", System.getProperty("java.class.path")),
                        null,
                        List.of(source))
                .call();
        if (!success) {
            throw new AssertionError(name + " does not compile");
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            if (!name.startsWith(PACKAGE)) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? define(name) : loaded;
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        ByteArrayOutputStream own = compiled.get(name);
        try (InputStream original = getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (own == null && original == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] code = own == null ? original.readAllBytes() : own.toByteArray();
            return defineClass(name, code, 0, code.length);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }
}
