package io.ringmain.testkit.mutations;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.util.List;

/**
 * Loads the kernel and the simulator once more, with edits; everything else is shared. Nothing of
 * it is seen by the classes that the tests themselves use.
 */
final class MutatedClasses extends ClassLoader {
  private static final List<String> OWN = List.of("io.ringmain.kernel.", "io.ringmain.testkit.");

  private final List<Edit> edits;

  MutatedClasses(List<Edit> edits) {
    super("mutated", MutatedClasses.class.getClassLoader());
    this.edits = edits;
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (OWN.stream().noneMatch(name::startsWith)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      Class<?> loaded = findLoadedClass(name);
      if (loaded != null) {
        return loaded;
      }
      byte[] bytes = edited(name, bytesOf(name));
      return defineClass(name, bytes, 0, bytes.length);
    }
  }

  private byte[] bytesOf(String name) throws ClassNotFoundException {
    try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      return in.readAllBytes();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private byte[] edited(String name, byte[] original) {
    byte[] bytes = original;
    for (Edit edit : edits) {
      if (edit.className.equals(name)) {
        ClassFile classes =
            ClassFile.of(
                ClassFile.ClassHierarchyResolverOption.of(
                    ClassHierarchyResolver.ofResourceParsing(getParent())));
        bytes =
            classes.transformClass(
                classes.parse(bytes), (builder, element) -> edit(builder, element, edit));
      }
    }
    return bytes;
  }

  private static void edit(ClassBuilder builder, ClassElement element, Edit edit) {
    if (!(element instanceof MethodModel method) || !edit.isOf(method.methodName().stringValue())) {
      builder.with(element);
    } else if (edit.empties()) {
      builder.withMethodBody(
          method.methodName(),
          method.methodType(),
          method.flags().flagsMask(),
          code -> edit.returnAtOnce(code, method.methodTypeSymbol().returnType()));
    } else {
      builder.transformMethod(
          method,
          (methodBuilder, part) -> {
            if (part instanceof CodeModel code) {
              methodBuilder.transformCode(code, edit);
            } else {
              methodBuilder.with(part);
            }
          });
    }
  }
}
