package io.ringmain.testkit.mutations;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.Arrays;

/** One change to the code of one method. Counts what it has changed, so that it cannot miss. */
abstract class Edit implements CodeTransform {
  final String className;
  final String method;
  private int changes;

  private Edit(String className, String method) {
    this.className = "io.ringmain.kernel." + className;
    this.method = method;
  }

  int changes() {
    return changes;
  }

  void changed() {
    changes++;
  }

  boolean isOf(String methodName) {
    return methodName.equals(method) || methodName.startsWith("lambda$" + method + "$");
  }

  /** The method does nothing and returns zero, false, null or nothing. */
  static Edit doesNothing(String className, String method) {
    return new Edit(className, method) {
      @Override
      boolean empties() {
        return true;
      }

      @Override
      public void accept(CodeBuilder builder, CodeElement element) {
        throw new IllegalStateException("the whole body is replaced");
      }
    };
  }

  /** The method returns a constant of an enum, and does nothing else. */
  static Edit returns(String className, String method, Enum<?> constant) {
    return new Edit(className, method) {
      @Override
      boolean empties() {
        return true;
      }

      @Override
      void returnAtOnce(CodeBuilder builder, ClassDesc type) {
        changed();
        builder.getstatic(type, constant.name(), type);
        builder.areturn();
      }

      @Override
      public void accept(CodeBuilder builder, CodeElement element) {
        throw new IllegalStateException("the whole body is replaced");
      }
    };
  }

  /** Whether the body goes altogether. */
  boolean empties() {
    return false;
  }

  /** What is left of a body that goes. */
  void returnAtOnce(CodeBuilder builder, ClassDesc type) {
    changed();
    push(builder, type);
    builder.return_(TypeKind.from(type));
  }

  /** A call in the method is left out; what it would have given is zero, false or null. */
  static Edit skipsCall(String className, String method, String callee) {
    return new Edit(className, method) {
      @Override
      public void accept(CodeBuilder builder, CodeElement element) {
        if (element instanceof InvokeInstruction call && call.name().equalsString(callee)) {
          changed();
          pop(builder, call);
          push(builder, call.typeSymbol().returnType());
        } else {
          builder.with(element);
        }
      }
    };
  }

  /** A long field reads as what a method of the same object gives. */
  static Edit readsAsCall(String className, String method, String field, String other) {
    return new Edit(className, method) {
      @Override
      public void accept(CodeBuilder builder, CodeElement element) {
        if (element instanceof FieldInstruction read
            && read.opcode() == Opcode.GETFIELD
            && read.name().equalsString(field)) {
          changed();
          builder.invokevirtual(read.owner().asSymbol(), other, MethodTypeDesc.ofDescriptor("()J"));
        } else {
          builder.with(element);
        }
      }
    };
  }

  /** A call in the method gives what another method of the same object gives. */
  static Edit callsInstead(String className, String method, String callee, String other) {
    return new Edit(className, method) {
      @Override
      public void accept(CodeBuilder builder, CodeElement element) {
        if (element instanceof InvokeInstruction call && call.name().equalsString(callee)) {
          changed();
          builder.invoke(
              call.opcode(), call.owner().asSymbol(), other, call.typeSymbol(), call.isInterface());
        } else {
          builder.with(element);
        }
      }
    };
  }

  /**
   * A call in the method goes to a method of {@link Bugs} instead, whose parameters are the
   * receiver and those of the call.
   */
  static Edit callsBug(String className, String method, String callee, String bug) {
    Method to =
        Arrays.stream(Bugs.class.getMethods())
            .filter(one -> one.getName().equals(bug))
            .findFirst()
            .orElseThrow();
    MethodTypeDesc type =
        MethodType.methodType(to.getReturnType(), to.getParameterTypes())
            .describeConstable()
            .orElseThrow();
    return new Edit(className, method) {
      @Override
      public void accept(CodeBuilder builder, CodeElement element) {
        if (element instanceof InvokeInstruction call && call.name().equalsString(callee)) {
          changed();
          builder.invokestatic(Bugs.class.describeConstable().orElseThrow(), bug, type);
          ClassDesc wanted = call.typeSymbol().returnType();
          if (!wanted.isPrimitive() && !wanted.equals(type.returnType())) {
            builder.checkcast(wanted);
          }
        } else {
          builder.with(element);
        }
      }
    };
  }

  /** Whatever two numbers are compared in the method, the first is larger. */
  static Edit findsLarger(String className, String method) {
    return new Edit(className, method) {
      @Override
      public void accept(CodeBuilder builder, CodeElement element) {
        if (element instanceof OperatorInstruction compare && compare.opcode() == Opcode.LCMP) {
          changed();
          builder.pop2();
          builder.pop2();
          builder.iconst_1();
        } else {
          builder.with(element);
        }
      }
    };
  }

  /** A number in the method is another. */
  static Edit number(String className, String method, long from, long to) {
    return new Edit(className, method) {
      @Override
      public void accept(CodeBuilder builder, CodeElement element) {
        if (element instanceof ConstantInstruction constant
            && constant.constantValue() instanceof Number number
            && number.longValue() == from) {
          changed();
          if (constant.constantValue() instanceof Long) {
            builder.loadConstant(to);
          } else {
            builder.loadConstant((int) to);
          }
        } else {
          builder.with(element);
        }
      }
    };
  }

  private static void pop(CodeBuilder builder, InvokeInstruction call) {
    MethodTypeDesc type = call.typeSymbol();
    for (int i = type.parameterCount() - 1; i >= 0; i--) {
      popOne(builder, type.parameterType(i));
    }
    if (call.opcode() != Opcode.INVOKESTATIC) {
      builder.pop();
    }
  }

  private static void popOne(CodeBuilder builder, ClassDesc type) {
    if (type.descriptorString().equals("J") || type.descriptorString().equals("D")) {
      builder.pop2();
    } else {
      builder.pop();
    }
  }

  private static void push(CodeBuilder builder, ClassDesc type) {
    switch (type.descriptorString()) {
      case "V" -> {
        // Nothing to give.
      }
      case "J" -> builder.lconst_0();
      case "I", "Z", "S", "B", "C" -> builder.iconst_0();
      default -> builder.aconst_null();
    }
  }
}
