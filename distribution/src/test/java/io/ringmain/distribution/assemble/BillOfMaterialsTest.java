package io.ringmain.distribution.assemble;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.module.ModuleReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cyclonedx.Version;
import org.cyclonedx.model.Bom;
import org.cyclonedx.parsers.JsonParser;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an image says of what is in it, as CycloneDX' own library reads it. */
final class BillOfMaterialsTest {
  @TempDir private Path folder;

  private final List<Component> components = new ArrayList<>();
  private ImagePlan plan;

  @BeforeEach
  void makeModules() throws Exception {
    TestModules modules = new TestModules(folder);
    Path library =
        modules.jar(
            "library-2.1",
            Map.of(
                "module-info.java",
                "module com.example.library {}",
                "META-INF/LICENSE.txt",
                "do as you like",
                "META-INF/maven/com.example/library/pom.properties",
                "groupId=com.example\nartifactId=library\nversion=2.1\n",
                "META-INF/maven/com.example/library/pom.xml",
                "<licenses><license><name>The MIT License</name></license></licenses>",
                "META-INF/maven/org.inner/shaded/pom.properties",
                "groupId=org.inner\nartifactId=shaded\nversion=7\n"));
    Path program =
        modules.jar(
            "program-1.0",
            Map.of(
                "module-info.java",
                "module io.ringmain.distribution {requires com.example.library;}",
                "META-INF/LICENSE",
                "the text"),
            library);
    ModulePath path = ModulePath.of(List.of(), List.of(program, library));
    List<ModuleReference> resolved = Resolution.of(path, Set.of(ImagePlan.PROGRAM));
    plan = new ImagePlan(List.of(), Set.of(), Set.of(ImagePlan.PROGRAM), resolved);
    for (ModuleReference module : plan.ownModules()) {
      components.add(Component.of(module, ModulePath.jar(module).orElseThrow()));
    }
  }

  @Test
  void keepsToTheSchemaAndTellsWhatNeedsWhat() throws Exception {
    byte[] text =
        BillOfMaterials.of(plan, components, "some \"image\"").getBytes(StandardCharsets.UTF_8);
    JsonParser parser = new JsonParser();
    assertEquals(List.of(), parser.validate(text, Version.VERSION_16));
    Bom bom = parser.parse(text);
    assertEquals("some \"image\"", bom.getMetadata().getComponent().getName());
    var library = bom.getComponents().getFirst();
    assertEquals("pkg:maven/com.example/library@2.1", library.getPurl());
    assertEquals("MIT", library.getLicenses().getLicenses().getFirst().getId());
    assertEquals("pkg:maven/org.inner/shaded@7", library.getComponents().getFirst().getPurl());
    assertEquals("openjdk", bom.getComponents().getLast().getName());
    var ofProgram =
        bom.getDependencies().stream()
            .filter(one -> one.getRef().equals("pkg:maven/io.ringmain/program@1.0"))
            .findFirst()
            .orElseThrow();
    assertTrue(
        ofProgram.getDependencies().stream()
            .anyMatch(one -> one.getRef().equals("pkg:maven/com.example/library@2.1")));
  }

  @Test
  void collectsTheTextsOfLicences() throws Exception {
    Path legal = Files.createDirectory(folder.resolve("legal"));
    Licences.collect(components, legal);
    assertEquals(
        "do as you like", Files.readString(legal.resolve("com.example.library/LICENSE.txt")));
    assertEquals("the text", Files.readString(legal.resolve("io.ringmain.distribution/LICENSE")));
    List<String> table = Files.readAllLines(legal.resolve("THIRD-PARTY.txt"));
    assertTrue(
        table.get(1).matches("com.example.library +2.1 +MIT +com.example.library/"),
        table.toString());
    assertTrue(table.get(2).matches("  with shaded +7 *"), table.toString());
    assertTrue(table.getLast().startsWith("java.*, jdk.*"), table.toString());
  }
}
