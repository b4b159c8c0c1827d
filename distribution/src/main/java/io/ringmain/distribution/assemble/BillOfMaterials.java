package io.ringmain.distribution.assemble;

import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleReference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is in an image, as CycloneDX 1.6 in JSON: a component for each jar, the JDK as one, and
 * which needs which. The same inputs make the same text, so it has neither serial number nor time.
 */
final class BillOfMaterials {
  private final ImagePlan plan;
  private final Map<String, Component> components = new TreeMap<>();
  private final String jdk = "pkg:generic/openjdk@" + Runtime.version().toString();

  private BillOfMaterials(ImagePlan plan, List<Component> components) {
    this.plan = plan;
    components.forEach(component -> this.components.put(component.module(), component));
  }

  /** The text of {@code sbom.cdx.json}. */
  static String of(ImagePlan plan, List<Component> components, String imageName) {
    return JsonText.of(new BillOfMaterials(plan, components).bom(imageName));
  }

  private Map<String, Object> bom(String imageName) {
    Map<String, Object> bom = new LinkedHashMap<>();
    bom.put("$schema", "http://cyclonedx.org/schema/bom-1.6.schema.json");
    bom.put("bomFormat", "CycloneDX");
    bom.put("specVersion", "1.6");
    bom.put("version", 1);
    Map<String, Object> image = new LinkedHashMap<>();
    image.put("type", "application");
    image.put("bom-ref", "image");
    image.put("name", imageName);
    image.put("version", components.get(ImagePlan.PROGRAM).coordinates().version());
    bom.put("metadata", Map.of("component", image));
    List<Object> all = new ArrayList<>();
    components.values().forEach(component -> all.add(library(component)));
    all.add(platform());
    bom.put("components", all);
    bom.put("dependencies", dependencies());
    return bom;
  }

  private static Map<String, Object> library(Component component) {
    Map<String, Object> library = coordinates(component.coordinates());
    library.put("hashes", List.of(fields("alg", "SHA-256", "content", component.sha256())));
    component
        .licence()
        .ifPresent(licence -> {
          String kind = component.hasSpdxLicence() ? "id" : "name";
          library.put("licenses", List.of(Map.of("license", Map.of(kind, licence))));
        });
    if (!component.inner().isEmpty()) {
      List<Object> inner = new ArrayList<>();
      for (Component.Coordinates one : component.inner()) {
        Map<String, Object> part = coordinates(one);
        part.put("bom-ref", component.coordinates().purl() + "#" + one.purl());
        inner.add(part);
      }
      library.put("components", inner);
    }
    library.put("properties", List.of(fields("name", "java:module", "value", component.module())));
    return library;
  }

  private static Map<String, Object> coordinates(Component.Coordinates one) {
    Map<String, Object> library = new LinkedHashMap<>();
    library.put("type", "library");
    library.put("bom-ref", one.purl());
    library.put("group", one.group());
    library.put("name", one.name());
    library.put("version", one.version());
    library.put("purl", one.purl());
    return library;
  }

  private static Map<String, Object> fields(String... namesAndValues) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      fields.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return fields;
  }

  private Map<String, Object> platform() {
    Map<String, Object> platform = new LinkedHashMap<>();
    platform.put("type", "platform");
    platform.put("bom-ref", jdk);
    platform.put("name", "openjdk");
    platform.put("version", Runtime.version().toString());
    platform.put("purl", jdk);
    platform.put(
        "licenses", List.of(Map.of("license", fields("name", "GPL-2.0 with Classpath exception"))));
    List<Object> modules = new ArrayList<>();
    for (ModuleReference module : plan.modules()) {
      if (ModulePath.jar(module).isEmpty()) {
        modules.add(fields("name", "java:module", "value", module.descriptor().name()));
      }
    }
    platform.put("properties", modules);
    return platform;
  }

  private List<Object> dependencies() {
    List<Object> dependencies = new ArrayList<>();
    List<String> roots =
        plan.roots().stream().filter(components::containsKey).map(this::reference).toList();
    dependencies.add(dependency("image", roots));
    for (ModuleReference module : plan.ownModules()) {
      List<String> needs =
          module.descriptor().requires().stream()
              .map(ModuleDescriptor.Requires::name)
              .map(name -> components.containsKey(name) ? reference(name) : jdk)
              .distinct()
              .sorted()
              .toList();
      dependencies.add(dependency(reference(module.descriptor().name()), needs));
    }
    return dependencies;
  }

  private static Map<String, Object> dependency(String reference, List<String> needs) {
    Map<String, Object> dependency = new LinkedHashMap<>();
    dependency.put("ref", reference);
    dependency.put("dependsOn", needs);
    return dependency;
  }

  private String reference(String module) {
    return components.get(module).coordinates().purl();
  }
}
