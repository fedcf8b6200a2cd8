package tandem.channels.email;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * The sockets of one connection to a mail server. What it says is checked before the mail library
 * reads it, because the library reserves memory for whatever a server announces and reads lines of
 * any length. When a bound is reached, the connection is closed. TLS is made here: only then the
 * bounds see what the library sees.
 */
final class MailSockets extends SSLSocketFactory {

  private final Mailbox.Server server;
  private final boolean isImap;
  private final SSLSocketFactory tls;
  private @Nullable Bounded socket;

  MailSockets(Mailbox.Server server, boolean isImap) {
    this.server = server;
    this.isImap = isImap;
    this.tls = server.trust().map(Trust::sockets).orElseGet(() ->
        (SSLSocketFactory) SSLSocketFactory.getDefault());
  }

  @Override
  public Socket createSocket() {
    socket = new Bounded();
    return socket;
  }

  /** Begins TLS on our socket, which the library may have wrapped. */
  @Override
  public Socket createSocket(Socket open, String host, int port, boolean closesBoth)
      throws IOException {
    if (socket == null) {
      throw new SocketException("there is no connection to protect");
    }
    socket.secure();
    return open;
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    var connected = createSocket();
    connected.connect(new InetSocketAddress(host, port));
    return connected;
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return createSocket(host.getHostAddress(), port);
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress from, int fromPort)
      throws IOException {
    return createSocket(host, port);
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort)
      throws IOException {
    return createSocket(host, port);
  }

  @Override
  public String[] getDefaultCipherSuites() {
    return tls.getDefaultCipherSuites();
  }

  @Override
  public String[] getSupportedCipherSuites() {
    return tls.getSupportedCipherSuites();
  }

  /** A factory for the library's settings, which must not be one for TLS. */
  SocketFactory plain() {
    return new SocketFactory() {
      @Override
      public Socket createSocket() {
        return MailSockets.this.createSocket();
      }

      @Override
      public Socket createSocket(String host, int port) throws IOException {
        return MailSockets.this.createSocket(host, port);
      }

      @Override
      public Socket createSocket(InetAddress host, int port) throws IOException {
        return MailSockets.this.createSocket(host, port);
      }

      @Override
      public Socket createSocket(String host, int port, InetAddress from, int fromPort)
          throws IOException {
        return MailSockets.this.createSocket(host, port);
      }

      @Override
      public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort)
          throws IOException {
        return MailSockets.this.createSocket(host, port);
      }
    };
  }

  private final class Bounded extends Socket {

    private final MailBounds bounds = new MailBounds(isImap);
    private @Nullable SSLSocket inner;

    /** Whether TLS is being put on top: it uses the streams below the bounds. */
    private boolean isBeingSecured;

    @Override
    public void connect(SocketAddress to, int limitMillis) throws IOException {
      super.connect(to, limitMillis);
      if (server.security() == Mailbox.Security.TLS) {
        secure();
      }
    }

    void secure() throws IOException {
      isBeingSecured = true;
      var secured = (SSLSocket) tls.createSocket(this, server.host(), server.port(), true);
      isBeingSecured = false;
      var parameters = secured.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      secured.setSSLParameters(parameters);
      secured.startHandshake();
      inner = secured;
    }

    @Override
    public InputStream getInputStream() throws IOException {
      return isBeingSecured
          ? super.getInputStream()
          : new Checked(inner == null ? super.getInputStream() : inner.getInputStream());
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
      return isBeingSecured
          ? super.getOutputStream()
          : new Counted(inner == null ? super.getOutputStream() : inner.getOutputStream());
    }

    /** What a server says. */
    private final class Checked extends InputStream {

      private final InputStream from;

      Checked(InputStream from) {
        this.from = from;
      }

      @Override
      public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] into, int at, int length) throws IOException {
        int read = from.read(into, at, length);
        var wrong = bounds.heard(into, at, read);
        if (wrong.isPresent()) {
          close();
          throw new SocketException(wrong.get());
        }
        return read;
      }

      @Override
      public int available() throws IOException {
        return from.available();
      }

      @Override
      public void close() throws IOException {
        Bounded.this.close();
      }
    }

    /** What we say: the next answer has a new count. */
    private final class Counted extends FilterOutputStream {

      Counted(OutputStream to) {
        super(to);
      }

      @Override
      public void write(int one) throws IOException {
        bounds.said();
        out.write(one);
      }

      @Override
      public void write(byte[] bytes, int at, int length) throws IOException {
        bounds.said();
        out.write(bytes, at, length);
      }

      @Override
      public void close() throws IOException {
        Bounded.this.close();
      }
    }
  }
}
