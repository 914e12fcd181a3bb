import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.elasticsearch.common.logging.LogConfigurator;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.node.Node;
import org.elasticsearch.plugins.PluginsLoader;

/**
 * Starts one Elasticsearch node from its published jars. Arguments: the home folder, then settings as key=value.
 * The node lives as long as its standard input is open: when the process that started it goes away, however it goes,
 * the pipe closes and the node stops by itself.
 */
public final class Launch {
  private static final long STOP_DEADLINE_MS = 20_000;

  public static void main(String[] args) throws Exception {
    Path home = Path.of(args[0]).toAbsolutePath();
    System.setProperty("es.path.home", home.toString());
    Settings.Builder settings = Settings.builder().put("path.home", home);
    for (int i = 1; i < args.length; i++) {
      int equals = args[i].indexOf('=');
      settings.put(args[i].substring(0, equals), args[i].substring(equals + 1));
    }
    LogConfigurator.configureESLogging();
    Environment environment = new Environment(settings.build(), home.resolve("config"));
    Node node = new Node(
        environment,
        PluginsLoader.createPluginsLoader(
            PluginsLoader.loadModulesBundles(environment.modulesDir()),
            PluginsLoader.loadPluginsBundles(environment.pluginsDir()),
            Map.of()));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
      try {
        node.close();
      } catch (IOException e) {
        e.printStackTrace();
      }
    }, "weir-close"));
    Thread parent = new Thread(Launch::waitForParent, "weir-parent");
    parent.setDaemon(true);
    parent.start();
    try {
      node.start();
    } catch (Exception e) {
      e.printStackTrace();
      System.exit(1);
    }
    Thread.currentThread().join();
  }

  private static void waitForParent() {
    try {
      while (System.in.read() != -1) {
        // Nothing is ever said; only the end counts.
      }
    } catch (IOException e) {
      e.printStackTrace();
    }
    Thread halt = new Thread(() -> {
      try {
        Thread.sleep(STOP_DEADLINE_MS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      Runtime.getRuntime().halt(1);
    }, "weir-halt");
    halt.setDaemon(true);
    halt.start();
    System.exit(0);
  }
}
