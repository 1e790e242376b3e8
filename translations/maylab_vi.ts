<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="vi_VN" sourcelanguage="en_US">
<context>
    <name>Bill</name>
    <message>
        <source>%1, prices of %2</source>
        <translation>%1, giá ngày %2</translation>
    </message>
    <message>
        <source>Composite alarms</source>
        <translation>Composite alarm</translation>
    </message>
    <message>
        <source>Custom metrics</source>
        <translation>Custom metric</translation>
    </message>
    <message>
        <source>Dashboards, three of them free</source>
        <translation>Dashboard, ba cái đầu miễn phí</translation>
    </message>
    <message>
        <source>High-resolution alarms</source>
        <translation>Alarm độ phân giải cao</translation>
    </message>
    <message>
        <source>Metrics requested with GetMetricData</source>
        <translation>Metric đọc bằng GetMetricData</translation>
    </message>
    <message>
        <source>CloudWatch API requests</source>
        <translation>Yêu cầu API CloudWatch</translation>
    </message>
    <message>
        <source>Metrics watched by alarms</source>
        <translation>Metric được alarm theo dõi</translation>
    </message>
    <message>
        <source>Logs ingested</source>
        <translation>Log đã nạp</translation>
    </message>
    <message>
        <source>Logs scanned by queries</source>
        <translation>Log đã quét khi truy vấn</translation>
    </message>
    <message>
        <source>Logs stored</source>
        <translation>Log đang lưu</translation>
    </message>
    <message>
        <source>Notifications by e-mail</source>
        <translation>Thông báo qua e-mail</translation>
    </message>
    <message>
        <source>Notifications by HTTP</source>
        <translation>Thông báo qua HTTP</translation>
    </message>
    <message>
        <source>SNS API requests</source>
        <translation>Yêu cầu API SNS</translation>
    </message>
</context>
<context>
    <name>ConsoleNotes</name>
    <message>
        <source>This line is longer than %1 characters and was not sent.</source>
        <translation>Dòng này dài hơn %1 ký tự nên chưa được gửi.</translation>
    </message>
    <message>
        <source>%1 more lines are not shown.</source>
        <translation>Còn %1 dòng nữa không hiển thị.</translation>
    </message>
    <message>
        <source>The reply needs virtual time to pass. Let the clock run, skip the wait, or stop.</source>
        <translation>Phải đợi thời gian mô phỏng trôi qua mới có kết quả. Hãy để đồng hồ chạy, bỏ qua thời gian chờ hoặc dừng lại.</translation>
    </message>
    <message>
        <source>Stopped waiting.</source>
        <translation>Đã dừng chờ.</translation>
    </message>
    <message>
        <source>This tab runs aws commands: aws elasticache describe-cache-clusters</source>
        <translation>Tab này chạy các lệnh aws: aws elasticache describe-cache-clusters</translation>
    </message>
    <message>
        <source>This tab is a redis-cli on the application&apos;s host already. aws commands belong in the other tab.</source>
        <translation>Tab này vốn đã là redis-cli trên máy chạy ứng dụng. Hãy gõ lệnh aws ở tab kia.</translation>
    </message>
    <message>
        <source>Type an aws command. Tab completes services, operations and options, Up brings back what was typed, clear empties the window.</source>
        <translation>Gõ một lệnh aws. Phím Tab tự điền nốt tên service, operation và option, phím Up gọi lại lệnh đã gõ, clear xóa sạch màn hình.</translation>
    </message>
    <message>
        <source>Older lines are not kept.</source>
        <translation>Các dòng cũ hơn không được giữ lại.</translation>
    </message>
    <message>
        <source>This tab speaks to Memcached as telnet does. redis-cli and aws have tabs of their own.</source>
        <translation>Tab này nói chuyện với Memcached như telnet. redis-cli và aws có tab riêng.</translation>
    </message>
    <message>
        <source>Type a Redis command. Tab completes, Up brings back what was typed, help GET shows a command&apos;s form, clear empties the window. redis-cli -h NAME connects elsewhere, with -c it follows MOVED.</source>
        <translation>Gõ một lệnh Redis. Tab hoàn thành lệnh, mũi tên lên gọi lại lệnh đã gõ, help GET cho xem dạng lệnh, clear xóa màn hình. redis-cli -h TÊN kết nối chỗ khác, thêm -c thì đi theo MOVED.</translation>
    </message>
    <message>
        <source>Type a Memcached command in lower case. Storing takes two lines: set KEY FLAGS SECONDS BYTES, then the value. help set shows a command&apos;s form, connect NAME goes to another node, quit hangs up, clear empties the window.</source>
        <translation>Gõ lệnh Memcached bằng chữ thường. Lệnh ghi gồm hai dòng: set KEY FLAGS SỐ_GIÂY SỐ_BYTE, rồi đến giá trị. help set cho xem dạng lệnh, connect TÊN sang node khác, quit ngắt kết nối, clear xóa màn hình.</translation>
    </message>
    <message>
        <source>Without -h a redis-cli asks its own host, where no Redis runs. This tab stays where it is.</source>
        <translation>Không có -h thì redis-cli hỏi chính máy của nó, nơi không có Redis nào chạy. Tab này vẫn giữ kết nối cũ.</translation>
    </message>
    <message>
        <source>What is sent from now on appears here while the clock runs. Ctrl+C or Stop leaves.</source>
        <translation>Từ giờ những gì server gửi sẽ hiện ở đây khi đồng hồ chạy. Nhấn Ctrl+C hoặc Dừng để thoát.</translation>
    </message>
    <message>
        <source>The connection is closed. The next command opens a new one.</source>
        <translation>Kết nối đã đóng. Lệnh tiếp theo sẽ mở kết nối mới.</translation>
    </message>
    <message>
        <source>%1 bytes came faster than they can be shown; they are left out here.</source>
        <translation>%1 byte đến nhanh quá nên không hiện kịp và bị bỏ qua ở đây.</translation>
    </message>
    <message>
        <source>Now the value itself: %1 bytes on one line. Command and value are then sent together.</source>
        <translation>Giờ gõ giá trị: %1 byte trên một dòng. Sau đó lệnh và giá trị được gửi cùng nhau.</translation>
    </message>
    <message>
        <source>That makes %1 of %2 bytes; a line end counts as two. The server waits for more. Ctrl+C drops the command.</source>
        <translation>Mới được %1 trên %2 byte; dấu xuống dòng tính là hai. Server còn chờ thêm. Ctrl+C bỏ lệnh này.</translation>
    </message>
    <message>
        <source>A value of more than %1 bytes cannot be typed here. The command was not sent.</source>
        <translation>Không thể gõ giá trị dài hơn %1 byte ở đây. Lệnh chưa được gửi.</translation>
    </message>
    <message>
        <source>Nothing was sent.</source>
        <translation>Chưa gửi gì cả.</translation>
    </message>
    <message>
        <source>The next command opens a new connection.</source>
        <translation>Lệnh tiếp theo sẽ mở kết nối mới.</translation>
    </message>
</context>
<context>
    <name>ErrorTexts</name>
    <message>
        <source>The memory is full and the policy finds no key that it may remove. Writes are refused, reads go on.</source>
        <translation>Bộ nhớ đã đầy và chính sách eviction không tìm được key nào được phép xóa. Lệnh ghi bị từ chối, lệnh đọc vẫn chạy.</translation>
    </message>
    <message>
        <source>This key holds another kind of value than the command works on.</source>
        <translation>Giá trị của key này thuộc kiểu khác với kiểu mà lệnh xử lý.</translation>
    </message>
    <message>
        <source>This node is a replica. Write to the primary.</source>
        <translation>Node này là replica. Hãy ghi vào primary.</translation>
    </message>
    <message>
        <source>The server wants a password first: AUTH.</source>
        <translation>Server yêu cầu mật khẩu trước: AUTH.</translation>
    </message>
    <message>
        <source>User name or password is wrong.</source>
        <translation>Sai tên người dùng hoặc mật khẩu.</translation>
    </message>
    <message>
        <source>The server speaks protocol versions 2 and 3 only.</source>
        <translation>Server chỉ hỗ trợ giao thức phiên bản 2 và 3.</translation>
    </message>
    <message>
        <source>This user may not run the command.</source>
        <translation>Người dùng này không có quyền chạy lệnh.</translation>
    </message>
    <message>
        <source>A command of the transaction was wrong, so nothing of it was done.</source>
        <translation>Có lệnh sai trong transaction nên không lệnh nào được thực hiện.</translation>
    </message>
    <message>
        <source>The server does not know this script. Send it whole with EVAL.</source>
        <translation>Server chưa có script này. Hãy gửi toàn bộ script bằng EVAL.</translation>
    </message>
    <message>
        <source>The target key exists already. REPLACE overwrites it.</source>
        <translation>Key đích đã tồn tại. Dùng REPLACE để ghi đè.</translation>
    </message>
    <message>
        <source>Another shard holds this key. A cluster client follows by itself (redis-cli -c).</source>
        <translation>Key này nằm ở shard khác. Client hỗ trợ cluster sẽ tự chuyển sang shard đó (redis-cli -c).</translation>
    </message>
    <message>
        <source>The node has just started and still reads its data. Try again in a moment.</source>
        <translation>Node vừa khởi động và còn đang nạp dữ liệu. Lát nữa hãy thử lại.</translation>
    </message>
    <message>
        <source>This replica has lost its primary and may not serve what it has.</source>
        <translation>Replica này đã mất primary và không được trả dữ liệu nó đang giữ.</translation>
    </message>
    <message>
        <source>A script has run for too long and holds up everybody. SCRIPT KILL ends it.</source>
        <translation>Một script chạy quá lâu và bắt mọi lệnh khác phải chờ. SCRIPT KILL dừng nó.</translation>
    </message>
    <message>
        <source>No script is running that could be ended.</source>
        <translation>Không có script nào đang chạy để dừng.</translation>
    </message>
    <message>
        <source>The wait was ended: by CLIENT UNBLOCK, or because the key is gone.</source>
        <translation>Lệnh đang chờ bị ngắt: do CLIENT UNBLOCK, hoặc vì key không còn.</translation>
    </message>
    <message>
        <source>The keys lie in different hash slots. A {tag} in their names keeps them together.</source>
        <translation>Các key nằm ở những hash slot khác nhau. Đặt {tag} trong tên để chúng nằm cùng một slot.</translation>
    </message>
    <message>
        <source>Nobody serves this hash slot at present.</source>
        <translation>Hiện không có node nào phục vụ hash slot này.</translation>
    </message>
    <message>
        <source>Redis has no such command, or ElastiCache does not allow it (CONFIG, SAVE, SHUTDOWN ...).</source>
        <translation>Redis không có lệnh này hoặc ElastiCache không cho phép (CONFIG, SAVE, SHUTDOWN ...).</translation>
    </message>
    <message>
        <source>The command has no such sub-command. Add HELP to see which it has.</source>
        <translation>Lệnh không có lệnh con này. Thêm HELP để xem các lệnh con hiện có.</translation>
    </message>
    <message>
        <source>The command needs more or fewer words. help followed by its name shows the form.</source>
        <translation>Lệnh thừa hoặc thiếu tham số. Gõ help kèm tên lệnh để xem cú pháp.</translation>
    </message>
    <message>
        <source>A whole number was expected here.</source>
        <translation>Ở đây cần một số nguyên.</translation>
    </message>
    <message>
        <source>A number was expected here.</source>
        <translation>Ở đây cần một số.</translation>
    </message>
    <message>
        <source>The number would leave the range of 64 bits.</source>
        <translation>Kết quả sẽ vượt phạm vi số 64 bit.</translation>
    </message>
    <message>
        <source>The time to live must be a whole number above zero.</source>
        <translation>TTL phải là số nguyên lớn hơn 0.</translation>
    </message>
    <message>
        <source>There is no key of this name, or it has expired.</source>
        <translation>Không có key nào tên này hoặc key đã hết hạn.</translation>
    </message>
    <message>
        <source>The words are in an order that the command does not know.</source>
        <translation>Sai cú pháp: lệnh không nhận thứ tự tham số này.</translation>
    </message>
    <message>
        <source>There are 16 databases, 0 to 15.</source>
        <translation>Có 16 database, đánh số từ 0 đến 15.</translation>
    </message>
    <message>
        <source>The place lies outside the value.</source>
        <translation>Vị trí nằm ngoài giá trị.</translation>
    </message>
    <message>
        <source>The place lies outside what a value may be long.</source>
        <translation>Vị trí vượt quá độ dài tối đa của một giá trị.</translation>
    </message>
    <message>
        <source>Too many connections are open. Close some or use a pool.</source>
        <translation>Quá nhiều kết nối đang mở. Hãy đóng bớt hoặc dùng connection pool.</translation>
    </message>
    <message>
        <source>SCAN goes on from the cursor that the reply before gave; 0 begins.</source>
        <translation>SCAN tiếp tục từ cursor mà phản hồi trước trả về; 0 là bắt đầu.</translation>
    </message>
    <message>
        <source>The server counts how often keys are used only under an LFU policy.</source>
        <translation>Server chỉ đếm tần suất sử dụng key khi dùng chính sách LFU.</translation>
    </message>
    <message>
        <source>Under an LFU policy the server does not keep how long a key was idle.</source>
        <translation>Khi dùng chính sách LFU, server không lưu thời gian key không được sử dụng.</translation>
    </message>
    <message>
        <source>These options exclude each other.</source>
        <translation>Các tùy chọn này không dùng cùng nhau được.</translation>
    </message>
    <message>
        <source>The value does not fit this parameter. On ElastiCache a parameter group sets it.</source>
        <translation>Giá trị không hợp lệ với tham số này. Trên ElastiCache, tham số được đặt qua parameter group.</translation>
    </message>
    <message>
        <source>The server has no password: AUTH is not needed.</source>
        <translation>Server không đặt mật khẩu: không cần AUTH.</translation>
    </message>
    <message>
        <source>What came in was not the Redis protocol; the server hangs up.</source>
        <translation>Dữ liệu nhận được không theo giao thức Redis; server ngắt kết nối.</translation>
    </message>
    <message>
        <source>The server refused the command; its own text says why.</source>
        <translation>Server từ chối lệnh; lý do nằm trong thông báo gốc.</translation>
    </message>
    <message>
        <source>Nothing answered at all. Usually a security group does not let port 6379 in from the application.</source>
        <translation>Không có phản hồi nào. Thường là do security group không cho ứng dụng truy cập cổng 6379.</translation>
    </message>
    <message>
        <source>The host answers, but nothing listens there. Is the node available, is the port right?</source>
        <translation>Host có phản hồi nhưng không có dịch vụ nào lắng nghe ở cổng đó. Kiểm tra node đã available chưa và cổng có đúng không.</translation>
    </message>
    <message>
        <source>There is no such name. Compare it with the endpoint that describe-cache-clusters shows.</source>
        <translation>Không có tên này. Hãy so với endpoint mà describe-cache-clusters hiển thị.</translation>
    </message>
    <message>
        <source>Too many connections are open. Close some first.</source>
        <translation>Quá nhiều kết nối đang mở. Hãy đóng bớt trước.</translation>
    </message>
    <message>
        <source>No cluster has this name in this Region.</source>
        <translation>Không có cluster nào tên này trong Region này.</translation>
    </message>
    <message>
        <source>A cluster of this name is there already.</source>
        <translation>Đã có cluster tên này.</translation>
    </message>
    <message>
        <source>The cluster is not available at present: wait until its status is available.</source>
        <translation>Cluster hiện chưa sẵn sàng: hãy chờ đến khi trạng thái là available.</translation>
    </message>
    <message>
        <source>No parameter group has this name.</source>
        <translation>Không có parameter group nào tên này.</translation>
    </message>
    <message>
        <source>A parameter group of this name is there already.</source>
        <translation>Đã có parameter group tên này.</translation>
    </message>
    <message>
        <source>A cluster still uses this group, or it is a default group: nobody changes or deletes those. Make a group of your own.</source>
        <translation>Vẫn còn cluster dùng group này, hoặc đây là group mặc định: không ai sửa hay xóa được. Hãy tạo group của riêng bạn.</translation>
    </message>
    <message>
        <source>The account has as many parameter groups as it may have.</source>
        <translation>Tài khoản đã đạt số parameter group tối đa.</translation>
    </message>
    <message>
        <source>No subnet group has this name.</source>
        <translation>Không có subnet group nào tên này.</translation>
    </message>
    <message>
        <source>A subnet group of this name is there already.</source>
        <translation>Đã có subnet group tên này.</translation>
    </message>
    <message>
        <source>A cluster still lies in this subnet group.</source>
        <translation>Vẫn còn cluster nằm trong subnet group này.</translation>
    </message>
    <message>
        <source>The account has as many subnet groups as it may have.</source>
        <translation>Tài khoản đã đạt số subnet group tối đa.</translation>
    </message>
    <message>
        <source>The group has as many subnets as it may have.</source>
        <translation>Group đã đạt số subnet tối đa.</translation>
    </message>
    <message>
        <source>There is no such subnet, or it lies in another VPC.</source>
        <translation>Không có subnet này hoặc subnet thuộc VPC khác.</translation>
    </message>
    <message>
        <source>A node still lies in this subnet.</source>
        <translation>Vẫn còn node nằm trong subnet này.</translation>
    </message>
    <message>
        <source>The VPC does not allow this.</source>
        <translation>VPC không cho phép thao tác này.</translation>
    </message>
    <message>
        <source>The account has as many nodes as it may have.</source>
        <translation>Tài khoản đã đạt số node tối đa.</translation>
    </message>
    <message>
        <source>The cluster has as many nodes as it may have.</source>
        <translation>Cluster đã đạt số node tối đa.</translation>
    </message>
    <message>
        <source>The account has as many clusters as it may have.</source>
        <translation>Tài khoản đã đạt số cluster tối đa.</translation>
    </message>
    <message>
        <source>AWS has no free machine of this type here now. Try another type or zone.</source>
        <translation>AWS hiện không còn máy trống thuộc loại này ở đây. Hãy thử loại khác hoặc AZ khác.</translation>
    </message>
    <message>
        <source>The resource has no such tag.</source>
        <translation>Tài nguyên không có tag này.</translation>
    </message>
    <message>
        <source>A resource may have 50 tags.</source>
        <translation>Mỗi tài nguyên có tối đa 50 tag.</translation>
    </message>
    <message>
        <source>This ARN names nothing that there is.</source>
        <translation>ARN này không ứng với tài nguyên nào.</translation>
    </message>
    <message>
        <source>The options do not fit together; the text names them.</source>
        <translation>Các tùy chọn không phù hợp với nhau; thông báo nêu rõ tùy chọn nào.</translation>
    </message>
    <message>
        <source>Default groups cannot be changed. Make a parameter group of your own and attach it.</source>
        <translation>Không thể sửa group mặc định. Hãy tạo parameter group riêng rồi gắn vào.</translation>
    </message>
    <message>
        <source>A value is not allowed here; the text names the option.</source>
        <translation>Có giá trị không được phép ở đây; thông báo nêu rõ tùy chọn nào.</translation>
    </message>
    <message>
        <source>No security group has this id.</source>
        <translation>Không có security group nào mang id này.</translation>
    </message>
    <message>
        <source>A security group&apos;s id begins with sg-.</source>
        <translation>Id của security group bắt đầu bằng sg-.</translation>
    </message>
    <message>
        <source>The group has no such rule, so there is nothing to take away.</source>
        <translation>Group không có rule này nên không có gì để gỡ bỏ.</translation>
    </message>
    <message>
        <source>The group has this rule already.</source>
        <translation>Group đã có rule này.</translation>
    </message>
    <message>
        <source>The rule is not complete: protocol, ports and who may come in.</source>
        <translation>Rule chưa đầy đủ: cần giao thức, cổng và nguồn được phép truy cập.</translation>
    </message>
    <message>
        <source>No rule has this id.</source>
        <translation>Không có rule nào mang id này.</translation>
    </message>
    <message>
        <source>The group has as many rules as it may have.</source>
        <translation>Group đã đạt số rule tối đa.</translation>
    </message>
    <message>
        <source>An option that is needed is missing; the text names it.</source>
        <translation>Thiếu một tùy chọn bắt buộc; thông báo nêu rõ tùy chọn nào.</translation>
    </message>
    <message>
        <source>Dry run: it would have worked. Nothing was changed.</source>
        <translation>Dry run: lệnh thật sẽ thành công. Chưa có gì thay đổi.</translation>
    </message>
    <message>
        <source>This page token is not one that the service gave.</source>
        <translation>Page token này không phải do dịch vụ cấp.</translation>
    </message>
    <message>
        <source>This is more than the service takes at once.</source>
        <translation>Vượt quá số lượng dịch vụ nhận trong một lần.</translation>
    </message>
    <message>
        <source>The request is larger than the service takes.</source>
        <translation>Request lớn hơn mức dịch vụ chấp nhận.</translation>
    </message>
    <message>
        <source>A value is written in a way that the service cannot read.</source>
        <translation>Có giá trị viết sai định dạng nên dịch vụ không đọc được.</translation>
    </message>
    <message>
        <source>A value breaks a rule of the API; the text names it.</source>
        <translation>Có giá trị vi phạm quy tắc của API; thông báo nêu rõ giá trị nào.</translation>
    </message>
    <message>
        <source>The request could not be read: a value has the wrong type, or the text is not valid.</source>
        <translation>Không đọc được request: có giá trị sai kiểu hoặc nội dung không hợp lệ.</translation>
    </message>
    <message>
        <source>Too many calls in a short time. Wait a moment and try again.</source>
        <translation>Quá nhiều lần gọi trong thời gian ngắn. Hãy chờ một lát rồi thử lại.</translation>
    </message>
    <message>
        <source>No answer came in time.</source>
        <translation>Không nhận được phản hồi kịp thời.</translation>
    </message>
    <message>
        <source>The identity has no permission for this call.</source>
        <translation>Danh tính này không có quyền thực hiện lời gọi.</translation>
    </message>
    <message>
        <source>The service failed on its own side.</source>
        <translation>Dịch vụ gặp lỗi nội bộ.</translation>
    </message>
    <message>
        <source>The service has no such operation.</source>
        <translation>Dịch vụ không có thao tác này.</translation>
    </message>
    <message>
        <source>This world has no such service.</source>
        <translation>Môi trường mô phỏng này không có dịch vụ đó.</translation>
    </message>
    <message>
        <source>AWS can do this, Mây Lab does not model it.</source>
        <translation>AWS làm được việc này nhưng Mây Lab không mô phỏng.</translation>
    </message>
    <message>
        <source>No world is running. Start a step first.</source>
        <translation>Chưa có môi trường mô phỏng nào đang chạy. Hãy bắt đầu một bước trước.</translation>
    </message>
    <message>
        <source>More commands are waiting than can be kept; this one was not sent.</source>
        <translation>Hàng đợi lệnh đã đầy; lệnh này chưa được gửi.</translation>
    </message>
    <message>
        <source>This step has no such control.</source>
        <translation>Bước này không có mục điều khiển đó.</translation>
    </message>
    <message>
        <source>No replication group has this name in this Region.</source>
        <translation>Không có replication group nào mang tên này trong Region.</translation>
    </message>
    <message>
        <source>A replication group of this name is there already.</source>
        <translation>Đã có replication group mang tên này.</translation>
    </message>
    <message>
        <source>The group is busy with something else; wait until its status is available.</source>
        <translation>Nhóm đang bận việc khác; hãy đợi đến khi trạng thái là available.</translation>
    </message>
    <message>
        <source>The group has no shard of this number.</source>
        <translation>Nhóm không có shard mang số này.</translation>
    </message>
    <message>
        <source>Nothing would change.</source>
        <translation>Không có gì để thay đổi.</translation>
    </message>
    <message>
        <source>The group has as many shards as it may have.</source>
        <translation>Nhóm đã có số shard tối đa cho phép.</translation>
    </message>
    <message>
        <source>This may be done only so often a day. Wait, or inject the fault instead.</source>
        <translation>Thao tác này chỉ được làm một số lần mỗi ngày. Hãy đợi, hoặc tạo sự cố thay cho nó.</translation>
    </message>
    <message>
        <source>No snapshot has this name.</source>
        <translation>Không có snapshot nào mang tên này.</translation>
    </message>
    <message>
        <source>A snapshot of this name is there already.</source>
        <translation>Đã có snapshot mang tên này.</translation>
    </message>
    <message>
        <source>The snapshot is not ready yet: wait until its status is available.</source>
        <translation>Snapshot chưa sẵn sàng: hãy đợi đến khi trạng thái là available.</translation>
    </message>
    <message>
        <source>There are as many snapshots as there may be. Delete one first.</source>
        <translation>Đã có số snapshot tối đa. Hãy xoá bớt trước.</translation>
    </message>
    <message>
        <source>Memcached keeps nothing but what is in memory: it has no snapshots.</source>
        <translation>Memcached chỉ giữ dữ liệu trong bộ nhớ: không có snapshot.</translation>
    </message>
    <message>
        <source>This cluster speaks the other protocol: Redis and Memcached are two languages.</source>
        <translation>Cluster này dùng giao thức khác: Redis và Memcached là hai ngôn ngữ.</translation>
    </message>
    <message>
        <source>This connection waits for a reply. Use another tab meanwhile.</source>
        <translation>Kết nối này đang chờ phản hồi. Hãy dùng tab khác.</translation>
    </message>
    <message>
        <source>The node hung up: it stopped or closed the connection.</source>
        <translation>Node đã ngắt: nó đã dừng hoặc đóng kết nối.</translation>
    </message>
    <message>
        <source>This key is moving to another shard just now. Ask there once, with ASKING first; redis-cli -c does it by itself.</source>
        <translation>Key này đang được chuyển sang shard khác. Hãy hỏi shard đó một lần, gửi ASKING trước; redis-cli -c tự làm việc này.</translation>
    </message>
    <message>
        <source>Some of these keys have moved to the other shard already, some have not. Try again in a moment.</source>
        <translation>Một số key trong lệnh đã chuyển sang shard kia, số còn lại thì chưa. Lát nữa hãy thử lại.</translation>
    </message>
    <message>
        <source>Too few replicas keep up, so the primary refuses to write.</source>
        <translation>Quá ít replica theo kịp nên primary từ chối ghi.</translation>
    </message>
    <message>
        <source>The stream has a consumer group of this name already.</source>
        <translation>Stream đã có consumer group tên này.</translation>
    </message>
    <message>
        <source>There is no such stream, or it has no consumer group of this name: XGROUP CREATE.</source>
        <translation>Không có stream này, hoặc stream không có consumer group tên đó: dùng XGROUP CREATE.</translation>
    </message>
    <message>
        <source>Memcached has no such command, or the number of words is wrong. Commands are written in lower case.</source>
        <translation>Memcached không có lệnh này, hoặc số từ trong lệnh không đúng. Lệnh phải viết bằng chữ thường.</translation>
    </message>
    <message>
        <source>The value is not as long as the command said, in bytes. Nothing was stored.</source>
        <translation>Giá trị không dài đúng số byte đã nêu trong lệnh. Không có gì được lưu.</translation>
    </message>
    <message>
        <source>A word of the line is not what it should be: a number is none, or the key is longer than 250 bytes.</source>
        <translation>Một từ trong dòng không đúng: chỗ cần số lại không phải số, hoặc key dài hơn 250 byte.</translation>
    </message>
    <message>
        <source>incr and decr need a value that is a whole number, written in digits.</source>
        <translation>incr và decr cần giá trị là số nguyên viết bằng chữ số.</translation>
    </message>
    <message>
        <source>The server cannot use the line as it stands; its own text says why.</source>
        <translation>Server không dùng được dòng lệnh này; lời báo của nó nói rõ lý do.</translation>
    </message>
    <message>
        <source>The slab class of this size has no page, and nothing that it could evict.</source>
        <translation>Slab class của kích thước này không có trang nào, cũng không có gì để loại bỏ.</translation>
    </message>
    <message>
        <source>An item may be 1 MB long at most, key and header included.</source>
        <translation>Một mục dài tối đa 1 MB, tính cả key và phần đầu.</translation>
    </message>
    <message>
        <source>The server could not do it; its own text says why.</source>
        <translation>Server không làm được; lời báo của nó nói rõ lý do.</translation>
    </message>
    <message>
        <source>Nothing answered at all. Usually a security group does not let port 11211 in from the application.</source>
        <translation>Không có phản hồi nào. Thường là do security group không cho ứng dụng truy cập cổng 11211.</translation>
    </message>
    <message>
        <source>A value has the wrong type or lies outside what is allowed; the text names it.</source>
        <translation>Một giá trị sai kiểu hoặc nằm ngoài khoảng cho phép; thông báo nêu rõ giá trị nào.</translation>
    </message>
    <message>
        <source>The shop cannot do this at the moment; the text says why.</source>
        <translation>Lúc này cửa hàng không làm được việc này; thông báo nói lý do.</translation>
    </message>
</context>
<context>
    <name>Happenings</name>
    <message>
        <source>redis-cli hung up</source>
        <translation>redis-cli đóng kết nối</translation>
    </message>
    <message>
        <source>Step begun: %1</source>
        <translation>Bắt đầu bước: %1</translation>
    </message>
    <message>
        <source>Goal passed: %1</source>
        <translation>Đạt mục tiêu: %1</translation>
    </message>
    <message>
        <source>Fault: %1</source>
        <translation>Sự cố: %1</translation>
    </message>
    <message>
        <source>Hint opened</source>
        <translation>Đã mở gợi ý</translation>
    </message>
    <message>
        <source>Mistake met: %1</source>
        <translation>Mắc sai lầm: %1</translation>
    </message>
    <message>
        <source>Prediction given</source>
        <translation>Đã dự đoán</translation>
    </message>
    <message>
        <source>Step done</source>
        <translation>Hoàn thành bước</translation>
    </message>
    <message>
        <source>%1, refused: %2</source>
        <translation>%1, bị từ chối: %2</translation>
    </message>
</context>
<context>
    <name>Messages</name>
    <message>
        <source>Counts after “{goal}”.</source>
        <translation>Chỉ tính sau khi đạt “{goal}”.</translation>
    </message>
    <message>
        <source>Counts after the prediction.</source>
        <translation>Chỉ tính sau khi dự đoán.</translation>
    </message>
    <message>
        <source>Counts only from {instant} on.</source>
        <translation>Chỉ tính từ {instant} trở đi.</translation>
    </message>
    <message>
        <source>Counts only after the command “{command}”.</source>
        <translation>Chỉ tính sau lệnh “{command}”.</translation>
    </message>
    <message>
        <source>Counts only while a value is {is} {needed}; now {now}.</source>
        <translation>Chỉ tính khi có một giá trị {is} {needed}; hiện tại {now}.</translation>
    </message>
    <message>
        <source>There is no value yet.</source>
        <translation>Chưa có giá trị.</translation>
    </message>
    <message>
        <source>Now {now}, needs at least {needed}.</source>
        <translation>Hiện tại {now}, cần ít nhất {needed}.</translation>
    </message>
    <message>
        <source>Now {now}, needs at most {needed}.</source>
        <translation>Hiện tại {now}, không được quá {needed}.</translation>
    </message>
    <message>
        <source>Now {now}, needs {needed}.</source>
        <translation>Hiện tại {now}, cần {needed}.</translation>
    </message>
    <message>
        <source>Now {now}, needs {from} to {to}.</source>
        <translation>Hiện tại {now}, cần từ {from} đến {to}.</translation>
    </message>
    <message>
        <source>What must not be is so at the moment.</source>
        <translation>Điều không được xảy ra lại đang xảy ra.</translation>
    </message>
    <message>
        <source>Not yet: “{part}”.</source>
        <translation>Chưa đạt: “{part}”.</translation>
    </message>
    <message>
        <source>{done} of {total} commands, in this order.</source>
        <translation>Đã có {done}/{total} lệnh, theo đúng thứ tự này.</translation>
    </message>
    <message>
        <source>Held {held} of {needed} s.</source>
        <translation>Giữ được {held}/{needed} s.</translation>
    </message>
    <message>
        <source>Held {held} of {needed} s, then fell: now {now}.</source>
        <translation>Giữ được {held}/{needed} s rồi tụt: hiện tại {now}.</translation>
    </message>
    <message>
        <source>Passed with {now}.</source>
        <translation>Đạt với {now}.</translation>
    </message>
    <message>
        <source>There is no step “{step}” in this lab.</source>
        <translation>Bài lab này không có bước “{step}”.</translation>
    </message>
    <message>
        <source>The scenario could not be made: {error}</source>
        <translation>Không tạo được kịch bản: {error}</translation>
    </message>
    <message>
        <source>{service} {operation} was refused: {code}: {error}</source>
        <translation>{service} {operation} bị từ chối: {code}: {error}</translation>
    </message>
    <message>
        <source>The preparation was called off.</source>
        <translation>Việc chuẩn bị đã bị dừng.</translation>
    </message>
    <message>
        <source>The journal cannot be replayed: {error}</source>
        <translation>Không phát lại được lần chạy đã lưu: {error}</translation>
    </message>
    <message>
        <source>The journal belongs to {lab}, step {step}.</source>
        <translation>Lần chạy đã lưu này thuộc {lab}, bước {step}.</translation>
    </message>
    <message>
        <source>It worked today. On another day (seed {seed}) “{goal}” did not.</source>
        <translation>Hôm nay thì ổn. Nhưng ở một ngày khác (seed {seed}), “{goal}” không đạt.</translation>
    </message>
    <message>
        <source>“{goal}” did not pass within {seconds} s.</source>
        <translation>“{goal}” không đạt trong vòng {seconds} s.</translation>
    </message>
    <message>
        <source>What was waited for did not come within {seconds} s.</source>
        <translation>Điều đang chờ không xảy ra trong vòng {seconds} s.</translation>
    </message>
    <message>
        <source>The prediction “{prediction}” waits for an answer.</source>
        <translation>Dự đoán “{prediction}” đang chờ câu trả lời.</translation>
    </message>
    <message>
        <source>“{id}” is not asked at this moment.</source>
        <translation>Lúc này không hỏi “{id}”.</translation>
    </message>
    <message>
        <source>Nothing is announced to skip to.</source>
        <translation>Không có sự kiện nào được báo trước để tua tới.</translation>
    </message>
    <message>
        <source>The file {file} is missing.</source>
        <translation>Thiếu tệp {file}.</translation>
    </message>
    <message>
        <source>The file {file} cannot be read.</source>
        <translation>Không đọc được tệp {file}.</translation>
    </message>
    <message>
        <source>The file is not UTF-8.</source>
        <translation>Tệp không ở dạng UTF-8.</translation>
    </message>
    <message>
        <source>Not JSON: line {line}, column {column}.</source>
        <translation>Không phải JSON: dòng {line}, cột {column}.</translation>
    </message>
    <message>
        <source>The field “{field}” is there twice.</source>
        <translation>Trường “{field}” xuất hiện hai lần.</translation>
    </message>
    <message>
        <source>The id “{id}” is used twice.</source>
        <translation>Id “{id}” bị dùng hai lần.</translation>
    </message>
    <message>
        <source>Another folder has a lab with the id “{id}”.</source>
        <translation>Một thư mục khác đã có bài lab với id “{id}”.</translation>
    </message>
    <message>
        <source>“{field}” is missing.</source>
        <translation>Thiếu “{field}”.</translation>
    </message>
    <message>
        <source>There is no field “{field}” here.</source>
        <translation>Ở đây không có trường “{field}”.</translation>
    </message>
    <message>
        <source>Must be {expected}, is {found}.</source>
        <translation>Phải là {expected}, đang là {found}.</translation>
    </message>
    <message>
        <source>Must be one of {allowed}, is {found}.</source>
        <translation>Phải là một trong {allowed}, đang là {found}.</translation>
    </message>
    <message>
        <source>{found} does not have the form {pattern}.</source>
        <translation>{found} không đúng dạng {pattern}.</translation>
    </message>
    <message>
        <source>Must be at least {minimum}, is {found}.</source>
        <translation>Ít nhất phải là {minimum}, đang là {found}.</translation>
    </message>
    <message>
        <source>Must be at most {maximum}, is {found}.</source>
        <translation>Tối đa là {maximum}, đang là {found}.</translation>
    </message>
    <message>
        <source>Needs at least {minimum} entries or characters, has {found}.</source>
        <translation>Cần ít nhất {minimum} mục hoặc ký tự, đang có {found}.</translation>
    </message>
    <message>
        <source>May have at most {maximum} entries or characters, has {found}.</source>
        <translation>Chỉ được có tối đa {maximum} mục hoặc ký tự, đang có {found}.</translation>
    </message>
    <message>
        <source>The same entry is there twice.</source>
        <translation>Cùng một mục xuất hiện hai lần.</translation>
    </message>
    <message>
        <source>This form is not allowed here.</source>
        <translation>Không được dùng dạng này ở đây.</translation>
    </message>
    <message>
        <source>The id is “{id}”, the folder is called “{folder}”.</source>
        <translation>Id là “{id}”, còn thư mục tên là “{folder}”.</translation>
    </message>
    <message>
        <source>The file belongs to the lab “{id}”.</source>
        <translation>Tệp này thuộc bài lab “{id}”.</translation>
    </message>
    <message>
        <source>There is no scenario “{scenario}”.</source>
        <translation>Không có kịch bản “{scenario}”.</translation>
    </message>
    <message>
        <source>The scenario has no parameter “{parameter}”.</source>
        <translation>Kịch bản không có tham số “{parameter}”.</translation>
    </message>
    <message>
        <source>There is no metric {namespace} {name}.</source>
        <translation>Không có metric {namespace} {name}.</translation>
    </message>
    <message>
        <source>There is no statistic “{statistic}”: {error}</source>
        <translation>Không có statistic “{statistic}”: {error}</translation>
    </message>
    <message>
        <source>There is no operation {service} {operation}.</source>
        <translation>Không có operation {service} {operation}.</translation>
    </message>
    <message>
        <source>{service} {operation} is not a read.</source>
        <translation>{service} {operation} không phải là thao tác đọc.</translation>
    </message>
    <message>
        <source>There is no decision rule “{rule}”.</source>
        <translation>Không có quy tắc quyết định “{rule}”.</translation>
    </message>
    <message>
        <source>There is no {kind} “{id}”.</source>
        <translation>Không có {kind} “{id}”.</translation>
    </message>
    <message>
        <source>A goal needs an id.</source>
        <translation>Mục tiêu cần có id.</translation>
    </message>
    <message>
        <source>{from} to {to} is not a range.</source>
        <translation>{from} đến {to} không phải là khoảng hợp lệ.</translation>
    </message>
    <message>
        <source>{found} does not fit here.</source>
        <translation>{found} không phù hợp ở đây.</translation>
    </message>
    <message>
        <source>{count} options are right; exactly one must be.</source>
        <translation>Có {count} phương án đúng; phải có đúng một.</translation>
    </message>
    <message>
        <source>A {kind} is not allowed in this script.</source>
        <translation>Không được dùng {kind} trong script này.</translation>
    </message>
    <message>
        <source>The step “{step}” has no solution.</source>
        <translation>Bước “{step}” chưa có lời giải.</translation>
    </message>
    <message>
        <source>The mistake “{mistake}” has no file that makes it.</source>
        <translation>Sai lầm “{mistake}” chưa có tệp tái hiện.</translation>
    </message>
    <message>
        <source>Names the hint {hint}, the mistake&apos;s is {expected}.</source>
        <translation>Tệp ghi gợi ý {hint}, còn gợi ý của sai lầm này là {expected}.</translation>
    </message>
    <message>
        <source>The part “{key}” is missing.</source>
        <translation>Thiếu phần “{key}”.</translation>
    </message>
    <message>
        <source>Nothing in lab.json asks for the part “{key}”.</source>
        <translation>Không chỗ nào trong lab.json cần đến phần “{key}”.</translation>
    </message>
    <message>
        <source>The part “{key}” is only in {language}.</source>
        <translation>Phần “{key}” chỉ có trong bản {language}.</translation>
    </message>
    <message>
        <source>Code spans of “{key}” differ: {en} against {vi}.</source>
        <translation>Các đoạn code trong “{key}” khác nhau: {en} và {vi}.</translation>
    </message>
    <message>
        <source>Figures in “{key}” differ: {en} against {vi}.</source>
        <translation>Số liệu trong “{key}” khác nhau: {en} và {vi}.</translation>
    </message>
    <message>
        <source>“{key}” names a figure “{figure}” that there is not.</source>
        <translation>“{key}” nhắc đến số liệu “{figure}” không tồn tại.</translation>
    </message>
    <message>
        <source>“{key}” links to a word “{word}” that there is not.</source>
        <translation>“{key}” liên kết đến từ “{word}” không tồn tại.</translation>
    </message>
    <message>
        <source>The marker “{key}” comes twice.</source>
        <translation>Marker “{key}” xuất hiện hai lần.</translation>
    </message>
    <message>
        <source>The part “{key}” is empty.</source>
        <translation>Phần “{key}” còn trống.</translation>
    </message>
    <message>
        <source>There is text before the first marker.</source>
        <translation>Có văn bản đứng trước marker đầu tiên.</translation>
    </message>
    <message>
        <source>“{id}” waits for itself.</source>
        <translation>“{id}” lại chờ chính nó.</translation>
    </message>
    <message>
        <source>“{id}” is used too often, or too many values use one another on the way to it.</source>
        <translation>“{id}” được dùng quá nhiều lần, hoặc có quá nhiều giá trị dùng nối tiếp nhau để tới được nó.</translation>
    </message>
    <message>
        <source>Add {file}; labs/engine/README.md says what is in it.</source>
        <translation>Thêm {file}; nội dung cần có được ghi trong labs/engine/README.md.</translation>
    </message>
    <message>
        <source>Look for a missing comma, quote or bracket before this place.</source>
        <translation>Tìm xem phía trước chỗ này có thiếu dấu phẩy, dấu nháy hoặc dấu ngoặc không.</translation>
    </message>
    <message>
        <source>Save the file as UTF-8.</source>
        <translation>Lưu tệp ở dạng UTF-8.</translation>
    </message>
    <message>
        <source>Keep one of the two.</source>
        <translation>Chỉ giữ lại một trong hai.</translation>
    </message>
    <message>
        <source>Add “{field}”.</source>
        <translation>Thêm “{field}”.</translation>
    </message>
    <message>
        <source>Remove it or correct its name; allowed here: {allowed}.</source>
        <translation>Xóa đi hoặc sửa lại tên; các tên dùng được ở đây: {allowed}.</translation>
    </message>
    <message>
        <source>Change the value.</source>
        <translation>Đổi giá trị này.</translation>
    </message>
    <message>
        <source>See labs/engine/lab.schema.json.</source>
        <translation>Xem labs/engine/lab.schema.json.</translation>
    </message>
    <message>
        <source>Give both the same name.</source>
        <translation>Đặt cùng một tên cho cả hai.</translation>
    </message>
    <message>
        <source>Known: {known}.</source>
        <translation>Có thể chọn: {known}.</translation>
    </message>
    <message>
        <source>Add an &quot;id&quot; that no other goal of the step has.</source>
        <translation>Thêm một &quot;id&quot; không trùng với mục tiêu nào khác của bước.</translation>
    </message>
    <message>
        <source>Give exactly one option &quot;right&quot;: true.</source>
        <translation>Đặt &quot;right&quot;: true cho đúng một phương án.</translation>
    </message>
    <message>
        <source>Add &lt;!-- {key} --&gt; with its text to {file}.</source>
        <translation>Thêm &lt;!-- {key} --&gt; kèm văn bản vào {file}.</translation>
    </message>
    <message>
        <source>Remove it from {file} or correct the marker.</source>
        <translation>Xóa khỏi {file} hoặc sửa lại marker.</translation>
    </message>
    <message>
        <source>Write the same `code` in both languages, the same number of times.</source>
        <translation>Viết cùng các đoạn `code` trong cả hai ngôn ngữ, với số lần như nhau.</translation>
    </message>
    <message>
        <source>Name the same {figures} in both languages.</source>
        <translation>Dùng cùng các {figures} trong cả hai ngôn ngữ.</translation>
    </message>
    <message>
        <source>Add it to the step&apos;s &quot;figures&quot;, or write {{ for a brace.</source>
        <translation>Thêm vào &quot;figures&quot; của bước, hoặc viết {{ để có một dấu ngoặc nhọn.</translation>
    </message>
    <message>
        <source>Add a script for “{step}” to solution.json.</source>
        <translation>Thêm script cho “{step}” vào solution.json.</translation>
    </message>
    <message>
        <source>Add a file under mistakes/ that makes it.</source>
        <translation>Thêm vào mistakes/ một tệp tái hiện sai lầm này.</translation>
    </message>
    <message>
        <source>Use calls and waits only.</source>
        <translation>Chỉ dùng call và wait.</translation>
    </message>
    <message>
        <source>The step cannot begin: {error}</source>
        <translation>Không bắt đầu được bước: {error}</translation>
    </message>
    <message>
        <source>The goal is true when the step begins ({measured}).</source>
        <translation>Mục tiêu đã đúng ngay khi bước bắt đầu ({measured}).</translation>
    </message>
    <message>
        <source>The goal passes within {seconds} s when nothing is done ({measured}).</source>
        <translation>Không làm gì, mục tiêu vẫn đạt trong vòng {seconds} s ({measured}).</translation>
    </message>
    <message>
        <source>The solution stops at its line {item}: {error}</source>
        <translation>Lời giải dừng ở dòng {item}: {error}</translation>
    </message>
    <message>
        <source>The solution does not pass: measured {measured}, needed {needed}.</source>
        <translation>Lời giải không đạt: đo được {measured}, cần {needed}.</translation>
    </message>
    <message>
        <source>The solution passes but leaves the step not done or not understood.</source>
        <translation>Lời giải đạt, nhưng bước chưa được tính là hoàn thành hoặc đã hiểu.</translation>
    </message>
    <message>
        <source>The solution&apos;s settings fail on seed {seed}: {measured}, needed {needed}.</source>
        <translation>Thiết lập của lời giải không đạt với seed {seed}: {measured}, cần {needed}.</translation>
    </message>
    <message>
        <source>The mistake&apos;s script stops at line {item}: {error}</source>
        <translation>Script của sai lầm dừng ở dòng {item}: {error}</translation>
    </message>
    <message>
        <source>The step passes in spite of the mistake.</source>
        <translation>Bước vẫn đạt dù mắc sai lầm.</translation>
    </message>
    <message>
        <source>The mistake is made and not recognised.</source>
        <translation>Đã mắc sai lầm nhưng không được nhận ra.</translation>
    </message>
    <message>
        <source>The hint that opens first is {hint}, not {expected}.</source>
        <translation>Gợi ý mở ra đầu tiên là {hint}, không phải {expected}.</translation>
    </message>
    <message>
        <source>“Do it for me” does not pass “{goal}”.</source>
        <translation>“Làm giúp tôi” không làm cho “{goal}” đạt.</translation>
    </message>
    <message>
        <source>{percent} % of the slider passes; at most 25 % may.</source>
        <translation>{percent} % thanh trượt cho kết quả đạt; tối đa chỉ được 25 %.</translation>
    </message>
    <message>
        <source>{percent} % of the slider passes; at least 2 % must.</source>
        <translation>{percent} % thanh trượt cho kết quả đạt; ít nhất phải là 2 %.</translation>
    </message>
    <message>
        <source>A bill needs a price table; the catalog has none.</source>
        <translation>Hóa đơn cần bảng giá; catalog chưa có.</translation>
    </message>
</context>
<context>
    <name>ProgressNotice</name>
    <message>
        <source>Mây Lab is already running with this profile.</source>
        <translation>Mây Lab đang chạy với hồ sơ này rồi.</translation>
    </message>
    <message>
        <source>This profile was made by a newer version. Opened read-only.</source>
        <translation>Hồ sơ này được tạo bởi phiên bản mới hơn. Đang mở ở chế độ chỉ đọc.</translation>
    </message>
    <message>
        <source>The profile file is damaged. It was kept as %1, and a new profile was begun.</source>
        <translation>Tệp hồ sơ bị hỏng. Tệp này được giữ lại tại %1, và một hồ sơ mới đã được tạo.</translation>
    </message>
    <message>
        <source>The disk is full. Your progress is kept in memory until you free space.</source>
        <translation>Ổ đĩa đã đầy. Tiến trình tạm giữ trong bộ nhớ cho đến khi bạn giải phóng dung lượng.</translation>
    </message>
    <message>
        <source>%1 cannot be written. Your progress is kept in memory until it can.</source>
        <translation>Không ghi được vào %1. Tiến trình tạm giữ trong bộ nhớ cho đến khi ghi được.</translation>
    </message>
    <message>
        <source>Your progress could not be saved (%1). It is kept in memory and tried again.</source>
        <translation>Không lưu được tiến trình (%1). Tiến trình tạm giữ trong bộ nhớ và chương trình sẽ thử lưu lại.</translation>
    </message>
    <message>
        <source>Saving works again. Nothing was lost.</source>
        <translation>Đã lưu lại được như bình thường. Không mất gì cả.</translation>
    </message>
    <message>
        <source>The profile was brought up to this version. A copy of the old one is %1.</source>
        <translation>Hồ sơ đã được nâng lên phiên bản này. Bản sao của hồ sơ cũ là %1.</translation>
    </message>
    <message>
        <source>The profile could not be brought up to this version (%1). It was left as it is; this session&apos;s progress is kept in memory only.</source>
        <translation>Không nâng được hồ sơ lên phiên bản này (%1). Hồ sơ được giữ nguyên; tiến trình của phiên này chỉ giữ trong bộ nhớ.</translation>
    </message>
    <message>
        <source>The memory for unsaved runs is full. The run of %1 cannot be continued after a restart.</source>
        <translation>Bộ nhớ dành cho các lần chạy chưa lưu đã đầy. Sau khi mở lại chương trình, bạn không thể tiếp tục lần chạy %1.</translation>
    </message>
</context>
<context>
    <name>QAbstractSpinBox</name>
    <message>
        <source>&amp;Select All</source>
        <translation>&amp;Chọn tất cả</translation>
    </message>
    <message>
        <source>&amp;Step up</source>
        <translation>&amp;Tăng</translation>
    </message>
    <message>
        <source>Step &amp;down</source>
        <translation>&amp;Giảm</translation>
    </message>
</context>
<context>
    <name>QFileDialog</name>
    <message>
        <source>Look in:</source>
        <translation>Tìm trong:</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Lùi</translation>
    </message>
    <message>
        <source>Go back</source>
        <translation>Trở lại thư mục trước</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>Tiến</translation>
    </message>
    <message>
        <source>Go forward</source>
        <translation>Đi tới thư mục sau</translation>
    </message>
    <message>
        <source>Parent Directory</source>
        <translation>Thư mục cha</translation>
    </message>
    <message>
        <source>Go to the parent directory</source>
        <translation>Lên thư mục cha</translation>
    </message>
    <message>
        <source>Create New Folder</source>
        <translation>Tạo thư mục</translation>
    </message>
    <message>
        <source>Create a New Folder</source>
        <translation>Tạo thư mục mới</translation>
    </message>
    <message>
        <source>List View</source>
        <translation>Dạng danh sách</translation>
    </message>
    <message>
        <source>Change to list view mode</source>
        <translation>Xem dạng danh sách</translation>
    </message>
    <message>
        <source>Detail View</source>
        <translation>Dạng chi tiết</translation>
    </message>
    <message>
        <source>Change to detail view mode</source>
        <translation>Xem dạng chi tiết</translation>
    </message>
    <message>
        <source>Sidebar</source>
        <translation>Thanh bên</translation>
    </message>
    <message>
        <source>List of places and bookmarks</source>
        <translation>Các vị trí và dấu trang</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Tệp</translation>
    </message>
    <message>
        <source>Files of type:</source>
        <translation>Loại tệp:</translation>
    </message>
    <message>
        <source>&amp;Rename</source>
        <translation>Đổ&amp;i tên</translation>
    </message>
    <message>
        <source>&amp;Delete</source>
        <translation>&amp;Xóa</translation>
    </message>
    <message>
        <source>Show &amp;hidden files</source>
        <translation>&amp;Hiện tệp ẩn</translation>
    </message>
    <message>
        <source>&amp;New Folder</source>
        <translation>Thư mục &amp;mới</translation>
    </message>
    <message>
        <source>New Folder</source>
        <translation>Thư mục mới</translation>
    </message>
    <message>
        <source>Find Directory</source>
        <translation>Chọn thư mục</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Mở</translation>
    </message>
    <message>
        <source>Save As</source>
        <translation>Lưu thành</translation>
    </message>
    <message>
        <source>Directory:</source>
        <translation>Thư mục:</translation>
    </message>
    <message>
        <source>File &amp;name:</source>
        <translation>Tê&amp;n tệp:</translation>
    </message>
    <message>
        <source>&amp;Open</source>
        <translation>&amp;Mở</translation>
    </message>
    <message>
        <source>&amp;Choose</source>
        <translation>&amp;Chọn</translation>
    </message>
    <message>
        <source>&amp;Save</source>
        <translation>&amp;Lưu</translation>
    </message>
    <message>
        <source>All Files (*)</source>
        <translation>Mọi tệp (*)</translation>
    </message>
    <message>
        <source>Directories</source>
        <translation>Thư mục</translation>
    </message>
    <message>
        <source>Recent Places</source>
        <translation>Vị trí gần đây</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Bỏ</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Xóa</translation>
    </message>
    <message>
        <source>Are you sure you want to delete &apos;%1&apos;?</source>
        <translation>Bạn có chắc muốn xóa “%1”?</translation>
    </message>
    <message>
        <source>&apos;%1&apos; is write protected.
Do you want to delete it anyway?</source>
        <translation>“%1” được bảo vệ, không cho ghi.
Vẫn xóa?</translation>
    </message>
    <message>
        <source>Could not delete directory.</source>
        <translation>Không xóa được thư mục.</translation>
    </message>
    <message>
        <source>%1 already exists.
Do you want to replace it?</source>
        <translation>%1 đã có.
Thay thế?</translation>
    </message>
    <message>
        <source>%1
Directory not found.
Please verify the correct directory name was given.</source>
        <translation>%1
Không tìm thấy thư mục.
Hãy kiểm tra lại tên.</translation>
    </message>
    <message>
        <source>%1
File not found.
Please verify the correct file name was given.</source>
        <translation>%1
Không tìm thấy tệp.
Hãy kiểm tra lại tên.</translation>
    </message>
</context>
<context>
    <name>QFileSystemModel</name>
    <message>
        <source>Name</source>
        <translation>Tên</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Cỡ</translation>
    </message>
    <message>
        <source>Date Modified</source>
        <translation>Ngày sửa</translation>
    </message>
    <message>
        <source>Computer</source>
        <translation>Máy tính</translation>
    </message>
    <message>
        <source>Type</source>
        <comment>All other platforms</comment>
        <translation>Loại</translation>
    </message>
</context>
<context>
    <name>QLineEdit</name>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Hoàn tác</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>&amp;Làm lại</translation>
    </message>
    <message>
        <source>Cu&amp;t</source>
        <translation>Cắ&amp;t</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Sao chép</translation>
    </message>
    <message>
        <source>&amp;Paste</source>
        <translation>&amp;Dán</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Xóa</translation>
    </message>
    <message>
        <source>Select All</source>
        <translation>Chọn tất cả</translation>
    </message>
</context>
<context>
    <name>QPlatformTheme</name>
    <message>
        <source>OK</source>
        <translation>Đồng ý</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Lưu</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Mở</translation>
    </message>
    <message>
        <source>&amp;Yes</source>
        <translation>&amp;Có</translation>
    </message>
    <message>
        <source>&amp;No</source>
        <translation>&amp;Không</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Hủy</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Đóng</translation>
    </message>
</context>
<context>
    <name>QWidgetTextControl</name>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Hoàn tác</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>&amp;Làm lại</translation>
    </message>
    <message>
        <source>Cu&amp;t</source>
        <translation>Cắ&amp;t</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Sao chép</translation>
    </message>
    <message>
        <source>Copy &amp;Link Location</source>
        <translation>Sao chép &amp;liên kết</translation>
    </message>
    <message>
        <source>&amp;Paste</source>
        <translation>&amp;Dán</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Xóa</translation>
    </message>
    <message>
        <source>Select All</source>
        <translation>Chọn tất cả</translation>
    </message>
</context>
<context>
    <name>RuleValues</name>
    <message>
        <source>incident</source>
        <translation>sự cố</translation>
    </message>
    <message>
        <source>incidents</source>
        <translation>số sự cố</translation>
    </message>
    <message>
        <source>minutes long</source>
        <translation>kéo dài, phút</translation>
    </message>
    <message>
        <source>minute</source>
        <translation>phút</translation>
    </message>
    <message>
        <source>minutes</source>
        <translation>số phút</translation>
    </message>
    <message>
        <source>added</source>
        <translation>đã thêm</translation>
    </message>
    <message>
        <source>first, after the crawler</source>
        <translation>node thứ nhất, sau crawler</translation>
    </message>
    <message>
        <source>second, after the crawler</source>
        <translation>node thứ hai, sau crawler</translation>
    </message>
    <message>
        <source>after the crawler</source>
        <translation>sau crawler</translation>
    </message>
    <message>
        <source>age</source>
        <translation>tuổi</translation>
    </message>
    <message>
        <source>ahead in the queue</source>
        <translation>đứng trước trong hàng đợi</translation>
    </message>
    <message>
        <source>ahead of time</source>
        <translation>sớm hơn</translation>
    </message>
    <message>
        <source>attempts</source>
        <translation>số lần thử</translation>
    </message>
    <message>
        <source>behind by</source>
        <translation>chậm</translation>
    </message>
    <message>
        <source>size</source>
        <translation>kích thước</translation>
    </message>
    <message>
        <source>bytes behind</source>
        <translation>chậm mất</translation>
    </message>
    <message>
        <source>asking the cache</source>
        <translation>hỏi cache</translation>
    </message>
    <message>
        <source>candidates</source>
        <translation>số ứng viên</translation>
    </message>
    <message>
        <source>cart</source>
        <translation>giỏ hàng</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>đã đổi</translation>
    </message>
    <message>
        <source>changed ago</source>
        <translation>đã đổi cách đây</translation>
    </message>
    <message>
        <source>clicks</source>
        <translation>số lần bấm</translation>
    </message>
    <message>
        <source>compared</source>
        <translation>đã so sánh</translation>
    </message>
    <message>
        <source>time to connect, at most</source>
        <translation>chờ kết nối nhiều nhất</translation>
    </message>
    <message>
        <source>connections</source>
        <translation>số kết nối</translation>
    </message>
    <message>
        <source>copies</source>
        <translation>số bản sao</translation>
    </message>
    <message>
        <source>copy</source>
        <translation>bản sao</translation>
    </message>
    <message>
        <source>version in the database</source>
        <translation>phiên bản trong database</translation>
    </message>
    <message>
        <source>cuts</source>
        <translation>số lần cắt</translation>
    </message>
    <message>
        <source>delivered</source>
        <translation>đã giao</translation>
    </message>
    <message>
        <source>time to build</source>
        <translation>thời gian dựng</translation>
    </message>
    <message>
        <source>detected after</source>
        <translation>phát hiện sau</translation>
    </message>
    <message>
        <source>engine&apos;s time</source>
        <translation>thời gian của engine</translation>
    </message>
    <message>
        <source>factor</source>
        <translation>hệ số</translation>
    </message>
    <message>
        <source>typed by somebody</source>
        <translation>do ai đó gõ vào</translation>
    </message>
    <message>
        <source>free in other classes</source>
        <translation>còn trống ở class khác</translation>
    </message>
    <message>
        <source>frequency counter</source>
        <translation>bộ đếm tần suất</translation>
    </message>
    <message>
        <source>fresh for</source>
        <translation>còn mới trong</translation>
    </message>
    <message>
        <source>from shard</source>
        <translation>từ shard</translation>
    </message>
    <message>
        <source>held for</source>
        <translation>đã giữ</translation>
    </message>
    <message>
        <source>holder</source>
        <translation>người giữ</translation>
    </message>
    <message>
        <source>holder&apos;s work</source>
        <translation>việc của người giữ</translation>
    </message>
    <message>
        <source>idle</source>
        <translation>không dùng</translation>
    </message>
    <message>
        <source>in the cache</source>
        <translation>trong cache</translation>
    </message>
    <message>
        <source>in work</source>
        <translation>đang xử lý</translation>
    </message>
    <message>
        <source>in hands</source>
        <translation>đang cầm</translation>
    </message>
    <message>
        <source>in the ledger</source>
        <translation>trong sổ</translation>
    </message>
    <message>
        <source>in</source>
        <translation>sau</translation>
    </message>
    <message>
        <source>in the window</source>
        <translation>trong cửa sổ</translation>
    </message>
    <message>
        <source>every</source>
        <translation>mỗi</translation>
    </message>
    <message>
        <source>items</source>
        <translation>số mục</translation>
    </message>
    <message>
        <source>jitter</source>
        <translation>jitter</translation>
    </message>
    <message>
        <source>keys</source>
        <translation>số key</translation>
    </message>
    <message>
        <source>lag</source>
        <translation>độ trễ</translation>
    </message>
    <message>
        <source>leaves in</source>
        <translation>hết hạn sau</translation>
    </message>
    <message>
        <source>left</source>
        <translation>còn lại</translation>
    </message>
    <message>
        <source>limit</source>
        <translation>giới hạn</translation>
    </message>
    <message>
        <source>loads</source>
        <translation>số lần nạp</translation>
    </message>
    <message>
        <source>from the local cache</source>
        <translation>từ cache cục bộ</translation>
    </message>
    <message>
        <source>PX of the lock</source>
        <translation>PX của lock</translation>
    </message>
    <message>
        <source>login</source>
        <translation>lần đăng nhập</translation>
    </message>
    <message>
        <source>keys looked at</source>
        <translation>số key đã xem</translation>
    </message>
    <message>
        <source>lost</source>
        <translation>đã mất</translation>
    </message>
    <message>
        <source>lost writes</source>
        <translation>lệnh ghi bị mất</translation>
    </message>
    <message>
        <source>maxmemory</source>
        <translation>maxmemory</translation>
    </message>
    <message>
        <source>MB</source>
        <translation>MB</translation>
    </message>
    <message>
        <source>message</source>
        <translation>tin</translation>
    </message>
    <message>
        <source>time</source>
        <translation>thời gian</translation>
    </message>
    <message>
        <source>node</source>
        <translation>node</translation>
    </message>
    <message>
        <source>offset</source>
        <translation>offset</translation>
    </message>
    <message>
        <source>order</source>
        <translation>đơn hàng</translation>
    </message>
    <message>
        <source>overdue by</source>
        <translation>quá hạn</translation>
    </message>
    <message>
        <source>packed</source>
        <translation>đã đóng gói</translation>
    </message>
    <message>
        <source>packer</source>
        <translation>người đóng gói</translation>
    </message>
    <message>
        <source>pages</source>
        <translation>số trang</translation>
    </message>
    <message>
        <source>in the pool</source>
        <translation>trong pool</translation>
    </message>
    <message>
        <source>port</source>
        <translation>cổng</translation>
    </message>
    <message>
        <source>product</source>
        <translation>sản phẩm</translation>
    </message>
    <message>
        <source>products</source>
        <translation>số sản phẩm</translation>
    </message>
    <message>
        <source>published</source>
        <translation>đã phát</translation>
    </message>
    <message>
        <source>query</source>
        <translation>truy vấn</translation>
    </message>
    <message>
        <source>longest queue</source>
        <translation>hàng đợi dài nhất</translation>
    </message>
    <message>
        <source>waited for the engine</source>
        <translation>chờ engine</translation>
    </message>
    <message>
        <source>first node&apos;s hit ratio</source>
        <translation>tỷ lệ hit của node thứ nhất</translation>
    </message>
    <message>
        <source>second node&apos;s hit ratio</source>
        <translation>tỷ lệ hit của node thứ hai</translation>
    </message>
    <message>
        <source>reads</source>
        <translation>lượt đọc</translation>
    </message>
    <message>
        <source>receivers</source>
        <translation>nơi nhận</translation>
    </message>
    <message>
        <source>reconnects</source>
        <translation>số lần nối lại</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>bị từ chối</translation>
    </message>
    <message>
        <source>renewed</source>
        <translation>được gia hạn</translation>
    </message>
    <message>
        <source>replica&apos;s offset</source>
        <translation>offset của replica</translation>
    </message>
    <message>
        <source>requests a second</source>
        <translation>request mỗi giây</translation>
    </message>
    <message>
        <source>sales</source>
        <translation>lượt bán</translation>
    </message>
    <message>
        <source>sales a second</source>
        <translation>lượt bán mỗi giây</translation>
    </message>
    <message>
        <source>sampled</source>
        <translation>đã lấy mẫu</translation>
    </message>
    <message>
        <source>ago</source>
        <translation>cách đây</translation>
    </message>
    <message>
        <source>before the loss</source>
        <translation>trước khi mất</translation>
    </message>
    <message>
        <source>served old</source>
        <translation>trả bản cũ</translation>
    </message>
    <message>
        <source>shard</source>
        <translation>shard</translation>
    </message>
    <message>
        <source>share</source>
        <translation>tỷ lệ</translation>
    </message>
    <message>
        <source>slab class</source>
        <translation>slab class</translation>
    </message>
    <message>
        <source>slot</source>
        <translation>slot</translation>
    </message>
    <message>
        <source>first slot</source>
        <translation>slot thứ nhất</translation>
    </message>
    <message>
        <source>second slot</source>
        <translation>slot thứ hai</translation>
    </message>
    <message>
        <source>stored</source>
        <translation>đã lưu</translation>
    </message>
    <message>
        <source>stored ago</source>
        <translation>đã lưu cách đây</translation>
    </message>
    <message>
        <source>to shard</source>
        <translation>tới shard</translation>
    </message>
    <message>
        <source>TTL</source>
        <translation>TTL</translation>
    </message>
    <message>
        <source>twice</source>
        <translation>hai lần</translation>
    </message>
    <message>
        <source>used memory</source>
        <translation>bộ nhớ đã dùng</translation>
    </message>
    <message>
        <source>user</source>
        <translation>người dùng</translation>
    </message>
    <message>
        <source>version</source>
        <translation>phiên bản</translation>
    </message>
    <message>
        <source>versions behind</source>
        <translation>số phiên bản bị chậm</translation>
    </message>
    <message>
        <source>visitors</source>
        <translation>số khách</translation>
    </message>
    <message>
        <source>waited for a connection</source>
        <translation>chờ kết nối</translation>
    </message>
    <message>
        <source>waited</source>
        <translation>đã chờ</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>đang chờ</translation>
    </message>
    <message>
        <source>waiting for the lock</source>
        <translation>đang chờ lock</translation>
    </message>
    <message>
        <source>waiting now</source>
        <translation>hiện đang chờ</translation>
    </message>
    <message>
        <source>waits</source>
        <translation>số lần chờ</translation>
    </message>
    <message>
        <source>window</source>
        <translation>cửa sổ</translation>
    </message>
    <message>
        <source>write</source>
        <translation>lệnh ghi</translation>
    </message>
    <message>
        <source>written</source>
        <translation>đã ghi</translation>
    </message>
</context>
<context>
    <name>Rules</name>
    <message>
        <source>The cache had the answer: {cacheMilliseconds} ms. It was stored {storedSecondsAgo} s ago and leaves in {leavesInSeconds} s.</source>
        <translation>Cache có câu trả lời: {cacheMilliseconds} ms. Giá trị được lưu {storedSecondsAgo} s trước và sẽ hết hạn sau {leavesInSeconds} s.</translation>
    </message>
    <message>
        <source>The cache did not have it ({cacheMilliseconds} ms to find out). The application waited {waitMilliseconds} ms for a connection, then the query took {queryMilliseconds} ms.</source>
        <translation>Cache không có câu trả lời (mất {cacheMilliseconds} ms để biết điều đó). Ứng dụng chờ kết nối {waitMilliseconds} ms, sau đó truy vấn mất {queryMilliseconds} ms.</translation>
    </message>
    <message>
        <source>No cache was asked. The application waited {waitMilliseconds} ms for a connection, then the query took {queryMilliseconds} ms.</source>
        <translation>Không hỏi cache. Ứng dụng chờ kết nối {waitMilliseconds} ms, sau đó truy vấn mất {queryMilliseconds} ms.</translation>
    </message>
    <message>
        <source>The cache answered with a value that the application did not write ({bytes} bytes). It was handed out as it is.</source>
        <translation>Cache trả về một giá trị không phải do ứng dụng ghi ({bytes} byte). Giá trị đó được trả nguyên cho khách.</translation>
    </message>
    <message>
        <source>All {connections} connections were busy. The request waited {waitMilliseconds} ms behind {aheadInQueue} others.</source>
        <translation>Cả {connections} kết nối đều bận. Request chờ {waitMilliseconds} ms sau {aheadInQueue} request khác.</translation>
    </message>
    <message>
        <source>The application gave up after {waitMilliseconds} ms without a connection and answered 503. {waitingNow} requests were waiting.</source>
        <translation>Ứng dụng bỏ cuộc sau {waitMilliseconds} ms vì không có kết nối và trả về 503. Lúc đó có {waitingNow} request đang chờ.</translation>
    </message>
    <message>
        <source>The queue before the database holds {queueLimit} requests and was full: 503 at once.</source>
        <translation>Hàng đợi trước database chứa {queueLimit} request và đã đầy: trả về 503 ngay.</translation>
    </message>
    <message>
        <source>The application had {inFlight} requests in work, its limit is {limit}: 503 at once.</source>
        <translation>Ứng dụng đang xử lý {inFlight} request, giới hạn là {limit}: trả về 503 ngay.</translation>
    </message>
    <message>
        <source>Threads, memory and restarts of the application are not modelled, only its limit of requests.</source>
        <translation>Thread, bộ nhớ và việc khởi động lại của ứng dụng không được mô phỏng, chỉ có giới hạn số request.</translation>
    </message>
    <message>
        <source>The answer was old: the price changed {changedSecondsAgo} s ago, the cached value was stored {storedSecondsAgo} s ago and leaves in {leavesInSeconds} s.</source>
        <translation>Câu trả lời đã cũ: giá đổi {changedSecondsAgo} s trước, còn giá trị trong cache được lưu {storedSecondsAgo} s trước và sẽ hết hạn sau {leavesInSeconds} s.</translation>
    </message>
    <message>
        <source>A price changed: the application wrote version {version} to the cache in {milliseconds} ms, with a TTL of {ttlSeconds} s.</source>
        <translation>Giá đã đổi: ứng dụng ghi phiên bản {version} vào cache trong {milliseconds} ms, với TTL {ttlSeconds} s.</translation>
    </message>
    <message>
        <source>The cache could not be reached within {milliseconds} ms (the limit is {connectTimeoutMilliseconds} ms). The application went on without it.</source>
        <translation>Không kết nối được tới cache trong {milliseconds} ms (giới hạn là {connectTimeoutMilliseconds} ms). Ứng dụng tiếp tục mà không dùng cache.</translation>
    </message>
    <message>
        <source>A circuit breaker, which would stop asking a cache that is away, is not modelled.</source>
        <translation>Circuit breaker, cơ chế ngừng hỏi một cache không còn phản hồi, không được mô phỏng.</translation>
    </message>
    <message>
        <source>The cache refused to keep version {version}: its memory is full and its policy removes nothing.</source>
        <translation>Cache từ chối lưu phiên bản {version}: bộ nhớ đã đầy và chính sách của nó không loại bỏ gì.</translation>
    </message>
    <message>
        <source>Window {window} is closed: hit ratio {ratioA} at the first node, {ratioB} at the second.</source>
        <translation>Cửa sổ {window} đã đóng: hit ratio của node thứ nhất là {ratioA}, của node thứ hai là {ratioB}.</translation>
    </message>
    <message>
        <source>The comparison is finished: hit ratio {ratioA} and {ratioB} in all, {afterA} and {afterB} in the first window after the crawler.</source>
        <translation>So sánh đã xong: hit ratio toàn bộ là {ratioA} và {ratioB}; ở cửa sổ đầu tiên sau crawler là {afterA} và {afterB}.</translation>
    </message>
    <message>
        <source>The answer was old: the price changed {ageSeconds} s ago, {versionsBehind} versions back. From the server&apos;s own memory: {local} (1 is yes).</source>
        <translation>Câu trả lời đã cũ: giá đổi cách đây {ageSeconds} s, chậm {versionsBehind} phiên bản. Lấy từ bộ nhớ riêng của server: {local} (1 là đúng).</translation>
    </message>
    <message>
        <source>The visitor waited {waitMilliseconds} ms for a connection to shard {node} and gave up: 503. {waitingNow} others were waiting for it.</source>
        <translation>Lượt này chờ kết nối tới shard {node} {waitMilliseconds} ms rồi bỏ cuộc: 503. {waitingNow} lượt khác cũng đang chờ shard đó.</translation>
    </message>
    <message>
        <source>One query loaded version {version} for {visitors} visitors who wanted the same product; the first had waited {milliseconds} ms.</source>
        <translation>Một truy vấn đã nạp phiên bản {version} cho {visitors} lượt cùng cần một sản phẩm; lượt đầu đã chờ {milliseconds} ms.</translation>
    </message>
    <message>
        <source>A price changed: version {version} was written under {copies} keys.</source>
        <translation>Giá đã đổi: phiên bản {version} được ghi vào {copies} key.</translation>
    </message>
    <message>
        <source>Slot {slot} is not here any more: the node named another one, and the client went there.</source>
        <translation>Slot {slot} không còn ở đây: node chỉ sang node khác và client đã chuyển sang đó.</translation>
    </message>
    <message>
        <source>A fault began: every query of the database takes {factor} times as long.</source>
        <translation>Một sự cố bắt đầu: mỗi truy vấn của database mất thời gian gấp {factor} lần.</translation>
    </message>
    <message>
        <source>A fault began: a crawler asks for {keys} old pages, each once, {requestsPerSecond} a second.</source>
        <translation>Một sự cố bắt đầu: crawler đọc {keys} trang cũ, mỗi trang một lần, {requestsPerSecond} trang mỗi giây.</translation>
    </message>
    <message>
        <source>A fault began: product {product} gets {share} of all visitors (1 is everybody).</source>
        <translation>Một sự cố bắt đầu: sản phẩm {product} nhận {share} tổng số lượt xem (1 là tất cả).</translation>
    </message>
    <message>
        <source>A fault: an import writes all products with one and the same TTL of {ttlSeconds} s.</source>
        <translation>Một sự cố: một đợt nhập giá ghi tất cả sản phẩm với cùng một TTL là {ttlSeconds} s.</translation>
    </message>
    <message>
        <source>A fault: {keys} products were given one and the same end, in {inSeconds} s.</source>
        <translation>Một sự cố: {keys} sản phẩm bị đặt cùng một thời điểm hết hạn, sau {inSeconds} s.</translation>
    </message>
    <message>
        <source>A fault began: somebody else writes {megabytes} MB into the node, in values of {bytes} bytes without a TTL.</source>
        <translation>Một sự cố bắt đầu: bên khác ghi {megabytes} MB vào node, mỗi giá trị {bytes} byte và không có TTL.</translation>
    </message>
    <message>
        <source>A fault is armed: the next one who builds the home page dies on the way.</source>
        <translation>Một sự cố đã sẵn sàng: bên dựng trang chủ kế tiếp sẽ chết giữa chừng.</translation>
    </message>
    <message>
        <source>A fault ended after {seconds} s.</source>
        <translation>Một sự cố đã kết thúc sau {seconds} s.</translation>
    </message>
    <message>
        <source>The home page was in the cache: {cacheMilliseconds} ms. It stays fresh for {freshForSeconds} s.</source>
        <translation>Trang chủ có trong cache: {cacheMilliseconds} ms. Bản này còn mới thêm {freshForSeconds} s.</translation>
    </message>
    <message>
        <source>The visitor got the old copy of the home page, {overdueSeconds} s past its time, while {loads} builds were on their way.</source>
        <translation>Khách nhận bản cũ của trang chủ, đã quá hạn {overdueSeconds} s, trong lúc {loads} lượt dựng trang đang chạy.</translation>
    </message>
    <message>
        <source>A build of the home page began: with it {loads} at the same time. {waitingNow} others waited for a connection.</source>
        <translation>Một lượt dựng trang chủ bắt đầu: tính cả lượt này có {loads} lượt cùng lúc. {waitingNow} yêu cầu khác đang chờ kết nối.</translation>
    </message>
    <message>
        <source>The home page is in the cache again, {milliseconds} ms after the first visitor missed it. The build took {queryMilliseconds} ms; {loads} other builds go on for nothing.</source>
        <translation>Trang chủ đã có lại trong cache, {milliseconds} ms sau lượt miss đầu tiên. Lượt dựng mất {queryMilliseconds} ms; {loads} lượt khác vẫn chạy vô ích.</translation>
    </message>
    <message>
        <source>This visitor was drawn to build the page early, {leftSeconds} s before its end: the draw reached {aheadSeconds} s ahead (last build {deltaMilliseconds} ms, beta {beta}).</source>
        <translation>Lượt này được rút thăm để dựng trang sớm, trước khi hết hạn {leftSeconds} s: kết quả rút là {aheadSeconds} s (lượt dựng trước {deltaMilliseconds} ms, beta {beta}).</translation>
    </message>
    <message>
        <source>This visitor took the lock (PX {lockMilliseconds} ms, 0 means no end) and builds the page. {waitingForLock} others wait.</source>
        <translation>Lượt này lấy được lock (PX {lockMilliseconds} ms, 0 nghĩa là không hết hạn) và dựng trang. {waitingForLock} lượt khác đang chờ.</translation>
    </message>
    <message>
        <source>The lock belonged to request {holder} for {heldMilliseconds} ms already: this visitor did not build the page too.</source>
        <translation>Request {holder} đã giữ lock được {heldMilliseconds} ms: lượt này không dựng trang thêm lần nữa.</translation>
    </message>
    <message>
        <source>The holder gave the lock back after {heldMilliseconds} ms.</source>
        <translation>Bên giữ đã trả lock sau {heldMilliseconds} ms.</translation>
    </message>
    <message>
        <source>DEL removed the lock of request {holder}: the own one had ended after {lockMilliseconds} ms, the build took {heldMilliseconds} ms.</source>
        <translation>DEL đã xóa lock của request {holder}: lock của chính mình hết hạn sau {lockMilliseconds} ms, còn lượt dựng mất {heldMilliseconds} ms.</translation>
    </message>
    <message>
        <source>The lock was no longer this visitor&apos;s when the build was done, after {heldMilliseconds} ms (PX {lockMilliseconds} ms). Nothing was deleted.</source>
        <translation>Khi dựng xong, sau {heldMilliseconds} ms (PX {lockMilliseconds} ms), lock không còn thuộc về lượt này. Không có gì bị xóa.</translation>
    </message>
    <message>
        <source>Who built the page died after {queryMilliseconds} ms. The page was not stored, and nobody gives the lock back.</source>
        <translation>Bên đang dựng trang đã chết sau {queryMilliseconds} ms. Trang không được lưu và không ai trả lock.</translation>
    </message>
    <message>
        <source>The visitor asked {waits} times and gave up after {waitedMilliseconds} ms: request {holder} had the lock. The answer was 503.</source>
        <translation>Lượt này đã hỏi {waits} lần và bỏ cuộc sau {waitedMilliseconds} ms: request {holder} vẫn giữ lock. Kết quả là 503.</translation>
    </message>
    <message>
        <source>The build got no connection within {waitMilliseconds} ms and was given up: 503. {waitingNow} requests were waiting.</source>
        <translation>Lượt dựng không có kết nối sau {waitMilliseconds} ms nên bỏ cuộc: 503. {waitingNow} request đang chờ.</translation>
    </message>
    <message>
        <source>The cache could not be reached within {milliseconds} ms. The application went on without it.</source>
        <translation>Không kết nối được tới cache trong {milliseconds} ms. Ứng dụng tiếp tục mà không dùng cache.</translation>
    </message>
    <message>
        <source>A visitor who was active {idleSeconds} s ago is logged out: the session has left the cache (TTL {ttlSeconds} s, renewed with each click: {renewed}).</source>
        <translation>Một khách vừa hoạt động {idleSeconds} s trước bị đăng xuất: session đã rời khỏi cache (TTL {ttlSeconds} s, gia hạn sau mỗi lần bấm: {renewed}).</translation>
    </message>
    <message>
        <source>The cart in the cache holds {inCache} items, {inLedger} were put in: {items} were lost when two tabs wrote the whole session over each other.</source>
        <translation>Giỏ hàng trong cache có {inCache} món, khách đã bỏ vào {inLedger}: mất {items} món vì hai tab cùng ghi đè cả session lên nhau.</translation>
    </message>
    <message>
        <source>The cache would not keep the session (status {status}); {visitors} visitors are in the shop.</source>
        <translation>Cache không chịu giữ session (trạng thái {status}); trong shop đang có {visitors} khách.</translation>
    </message>
    <message>
        <source>The list says {inCache} sales of product {product}, the ledger {inLedger}: two sales read the same number and both wrote it plus one.</source>
        <translation>Danh sách ghi {inCache} lượt bán của sản phẩm {product}, sổ của shop ghi {inLedger}: hai lượt bán cùng đọc một số rồi cùng ghi số đó cộng một.</translation>
    </message>
    <message>
        <source>The cache would not count a sale of product {product} (status {status}).</source>
        <translation>Cache không chịu đếm một lượt bán của sản phẩm {product} (trạng thái {status}).</translation>
    </message>
    <message>
        <source>User {user} was turned away: the limit is {limit}, the key lives {ttlSeconds} s more (-1 means for ever). In the last window {inWindow} requests were let through.</source>
        <translation>Người dùng {user} bị từ chối: giới hạn là {limit}, key còn sống {ttlSeconds} s (-1 là mãi mãi). Trong cửa sổ vừa rồi có {inWindow} request được cho qua.</translation>
    </message>
    <message>
        <source>User {user} got {inWindow} requests within {windowSeconds} s, the limit is {limit}: two fixed windows met.</source>
        <translation>Người dùng {user} được {inWindow} request trong {windowSeconds} s, giới hạn là {limit}: hai cửa sổ cố định nối vào nhau.</translation>
    </message>
    <message>
        <source>Incident {incident} of {incidents} began in minute {minute} of the night and lasts {lengthMinutes} minutes.</source>
        <translation>Sự cố {incident} trên {incidents} bắt đầu ở phút {minute} của đêm và kéo dài {lengthMinutes} phút.</translation>
    </message>
    <message>
        <source>Incident {incident} of {incidents} was over in minute {minute} of the night, after {lengthMinutes} minutes.</source>
        <translation>Sự cố {incident} trên {incidents} kết thúc ở phút {minute} của đêm, sau {lengthMinutes} phút.</translation>
    </message>
    <message>
        <source>The night is played: {minutes} minutes with {incidents} incidents.</source>
        <translation>Đêm đã phát xong: {minutes} phút với {incidents} sự cố.</translation>
    </message>
    <message>
        <source>Message {message} reached {receivers} subscribers, and the ticker was not one of them: {lost} of {published} are lost to it.</source>
        <translation>Tin {message} tới được {receivers} subscriber, nhưng bảng tin không có trong đó: bảng tin đã mất {lost} trên {published} tin.</translation>
    </message>
    <message>
        <source>The ticker&apos;s connection was cut for {seconds} s, after {delivered} of {published} messages.</source>
        <translation>Kết nối của bảng tin bị cắt trong {seconds} s, sau khi nhận {delivered} trên {published} tin.</translation>
    </message>
    <message>
        <source>Order {order} is gone: nothing kept it, and {receivers} packers were listening. {lost} of {added} are lost.</source>
        <translation>Đơn {order} đã mất: không có gì giữ lại, và lúc đó có {receivers} người đóng gói đang nghe. Đã mất {lost} trên {added} đơn.</translation>
    </message>
    <message>
        <source>Packer {packer} packed an order that somebody else had claimed and acknowledged meanwhile: {twice} were packed twice.</source>
        <translation>Người đóng gói {packer} đã đóng một đơn mà trong lúc đó người khác đã nhận và XACK: {twice} đơn bị đóng gói hai lần.</translation>
    </message>
    <message>
        <source>Packer {packer} died with {inHands} orders in its hands. They stay pending under its name until somebody claims them.</source>
        <translation>Người đóng gói {packer} ngừng hoạt động khi đang giữ {inHands} đơn. Chúng vẫn pending dưới tên đó cho tới khi có người nhận lại.</translation>
    </message>
    <message>
        <source>The two keys of the cart lie in slots {slotA} and {slotB}: one command cannot reach both.</source>
        <translation>Hai key của giỏ hàng nằm ở slot {slotA} và {slotB}: một lệnh không thể đọc cả hai.</translation>
    </message>
    <message>
        <source>The cart could not be read after {attempts} attempts in {milliseconds} ms (status {status}).</source>
        <translation>Không đọc được giỏ hàng sau {attempts} lần thử trong {milliseconds} ms (trạng thái {status}).</translation>
    </message>
    <message>
        <source>The client asked the wrong node for slot {slot} and was sent on (MOVED); it remembers the address.</source>
        <translation>Client hỏi nhầm node cho slot {slot} và được chỉ sang node khác (MOVED); client ghi nhớ địa chỉ đó.</translation>
    </message>
    <message>
        <source>Slot {slot} is on its way to another node: this once the client asked there (ASK), and remembers nothing.</source>
        <translation>Slot {slot} đang được chuyển sang node khác: lần này client hỏi ở đó (ASK) và không ghi nhớ gì.</translation>
    </message>
    <message>
        <source>An order was not written after {attempts} attempts in {milliseconds} ms (status {status}). Last success {secondsAgo} s ago.</source>
        <translation>Không ghi được một đơn sau {attempts} lần thử trong {milliseconds} ms (trạng thái {status}). Lần thành công gần nhất cách đây {secondsAgo} s.</translation>
    </message>
    <message>
        <source>The client found its way again after {seconds} s without a success: {attempts} attempts, the address was {looked}.</source>
        <translation>Client kết nối lại được sau {seconds} s không ghi được lần nào: {attempts} lần thử, địa chỉ thuộc loại {looked}.</translation>
    </message>
    <message>
        <source>The node answered READONLY: it is a replica now. The name points elsewhere since the failover; the client still asks the old address.</source>
        <translation>Node trả lời READONLY: bây giờ nó là replica. Sau failover, tên miền đã trỏ sang node khác; client vẫn hỏi địa chỉ cũ.</translation>
    </message>
    <message>
        <source>An import was due, but the last one was still running ({keys} of {products} products after {milliseconds} ms): this one falls out.</source>
        <translation>Đến giờ nhập giá nhưng đợt trước vẫn đang chạy ({keys} trên {products} sản phẩm sau {milliseconds} ms): đợt này bị bỏ qua.</translation>
    </message>
    <message>
        <source>The supplier&apos;s import stopped after {keys} of {products} products: the cache could not be reached.</source>
        <translation>Đợt nhập giá của nhà cung cấp dừng lại sau {keys} trên {products} sản phẩm: không kết nối được tới cache.</translation>
    </message>
    <message>
        <source>The supplier&apos;s import wrote {keys} products in {milliseconds} ms; the cache refused {refused} more.</source>
        <translation>Đợt nhập giá của nhà cung cấp đã ghi {keys} sản phẩm trong {milliseconds} ms; cache từ chối thêm {refused} sản phẩm.</translation>
    </message>
    <message>
        <source>The supplier&apos;s import wrote {keys} products in {milliseconds} ms, each with a TTL of {ttlSeconds} s (±{jitterPercent} %).</source>
        <translation>Đợt nhập giá của nhà cung cấp đã ghi {keys} sản phẩm trong {milliseconds} ms, mỗi key có TTL {ttlSeconds} s (±{jitterPercent} %).</translation>
    </message>
    <message>
        <source>The key was there: {bytes} bytes, {engineMicroseconds} µs of engine time after {queueMicroseconds} µs in the queue. It has {ttlSeconds} s to live (-1 means never).</source>
        <translation>Key có trong cache: {bytes} byte, engine xử lý {engineMicroseconds} µs sau khi chờ {queueMicroseconds} µs trong hàng đợi. TTL còn {ttlSeconds} s (-1 nghĩa là không bao giờ hết hạn).</translation>
    </message>
    <message>
        <source>The key was never in this cache. To find that out took {engineMicroseconds} µs of engine time after {queueMicroseconds} µs in the queue.</source>
        <translation>Key chưa từng có trong cache này. Để biết điều đó, engine mất {engineMicroseconds} µs sau khi request chờ {queueMicroseconds} µs trong hàng đợi.</translation>
    </message>
    <message>
        <source>The key was there once and expired {secondsAgo} s ago: its TTL had run out.</source>
        <translation>Key từng có trong cache nhưng đã hết hạn {secondsAgo} s trước: TTL của nó đã hết.</translation>
    </message>
    <message>
        <source>The key was there once and was evicted {secondsAgo} s ago: memory was full and others needed the room.</source>
        <translation>Key từng có trong cache nhưng đã bị loại bỏ (eviction) {secondsAgo} s trước: bộ nhớ đầy và các key khác cần chỗ.</translation>
    </message>
    <message>
        <source>The key was there once and was deleted by a command {secondsAgo} s ago.</source>
        <translation>Key từng có trong cache nhưng đã bị một lệnh xóa {secondsAgo} s trước.</translation>
    </message>
    <message>
        <source>The value was stored: {bytes} bytes, TTL {ttlSeconds} s (-1 means never), {engineMicroseconds} µs of engine time after {queueMicroseconds} µs in the queue.</source>
        <translation>Giá trị đã được lưu: {bytes} byte, TTL {ttlSeconds} s (-1 nghĩa là không bao giờ hết hạn), engine xử lý {engineMicroseconds} µs sau khi chờ {queueMicroseconds} µs trong hàng đợi.</translation>
    </message>
    <message>
        <source>Memory was full. Of {sampled} sampled keys and a pool of {poolSize}, this one had been unused the longest: {idleSeconds} s. That freed {bytes} bytes.</source>
        <translation>Bộ nhớ đã đầy. Trong {sampled} key lấy mẫu và pool gồm {poolSize} key, key này lâu không dùng nhất: {idleSeconds} s. Nhờ đó giải phóng được {bytes} byte.</translation>
    </message>
    <message>
        <source>Memory was full. Of {sampled} sampled keys and a pool of {poolSize}, this one was used the least: counter {frequency}. That freed {bytes} bytes.</source>
        <translation>Bộ nhớ đã đầy. Trong {sampled} key lấy mẫu và pool gồm {poolSize} key, key này ít được dùng nhất: bộ đếm {frequency}. Nhờ đó giải phóng được {bytes} byte.</translation>
    </message>
    <message>
        <source>Memory was full. Of {sampled} sampled keys and a pool of {poolSize}, this one had the shortest time to live: {ttlSeconds} s. That freed {bytes} bytes.</source>
        <translation>Bộ nhớ đã đầy. Trong {sampled} key lấy mẫu và pool gồm {poolSize} key, key này có TTL còn lại ngắn nhất: {ttlSeconds} s. Nhờ đó giải phóng được {bytes} byte.</translation>
    </message>
    <message>
        <source>Memory was full and the policy takes any key: this one was drawn. It had {ttlSeconds} s to live (-1 means never). That freed {bytes} bytes.</source>
        <translation>Bộ nhớ đã đầy và chính sách chọn key bất kỳ: key này bị rút trúng. TTL của nó còn {ttlSeconds} s (-1 nghĩa là không bao giờ hết hạn). Nhờ đó giải phóng được {bytes} byte.</translation>
    </message>
    <message>
        <source>Somebody asked for the key {overdueSeconds} s after its TTL had run out: it was removed at that moment. That freed {bytes} bytes.</source>
        <translation>Có lệnh hỏi đến key này {overdueSeconds} s sau khi TTL hết: key bị xóa đúng lúc đó. Nhờ đó giải phóng được {bytes} byte.</translation>
    </message>
    <message>
        <source>The expire cycle, which samples keys ten times a second, found the key {overdueSeconds} s after its TTL had run out. That freed {bytes} bytes.</source>
        <translation>Chu kỳ dọn key hết hạn (expire cycle), mỗi giây lấy mẫu mười lần, tìm thấy key này {overdueSeconds} s sau khi TTL hết. Nhờ đó giải phóng được {bytes} byte.</translation>
    </message>
    <message>
        <source>The write was refused: {usedMemory} bytes are used, maxmemory is {maxmemory}, and the policy found no key that it may remove.</source>
        <translation>Lệnh ghi bị từ chối: đã dùng {usedMemory} byte, maxmemory là {maxmemory}, và chính sách không tìm được key nào được phép loại bỏ.</translation>
    </message>
    <message>
        <source>No answer on port {port} within {seconds} s. The security group drops what it does not let in, so a client hears nothing and waits.</source>
        <translation>Không có phản hồi trên cổng {port} trong {seconds} s. Security group bỏ mọi gói tin không được phép vào, nên client không nhận được gì và cứ chờ.</translation>
    </message>
    <message>
        <source>The node answered that nothing listens on port {port}. The address is right, the port is not.</source>
        <translation>Node trả lời rằng không có gì lắng nghe trên cổng {port}. Địa chỉ đúng nhưng cổng sai.</translation>
    </message>
    <message>
        <source>No node has this name (port {port}). Read the endpoint again: it exists only while the cluster does.</source>
        <translation>Không có node nào mang tên này (cổng {port}). Hãy đọc lại endpoint: endpoint chỉ tồn tại khi cluster còn tồn tại.</translation>
    </message>
    <message>
        <source>The node has {connections} connections open and takes no more. Applications should keep a pool of connections.</source>
        <translation>Node đang mở {connections} kết nối và không nhận thêm. Ứng dụng nên dùng một connection pool.</translation>
    </message>
    <message>
        <source>The cluster {subject} went into another state. On AWS, too, each change takes minutes; a cluster takes commands only when it is available.</source>
        <translation>Cluster {subject} đã chuyển sang trạng thái khác. Trên AWS cũng vậy, mỗi thay đổi mất vài phút; cluster chỉ nhận lệnh khi ở trạng thái available.</translation>
    </message>
    <message>
        <source>{changed} parameters of the parameter group took effect at once.</source>
        <translation>{changed} tham số của parameter group đã có hiệu lực ngay.</translation>
    </message>
    <message>
        <source>{waiting} parameters take effect only after the nodes are rebooted.</source>
        <translation>{waiting} tham số chỉ có hiệu lực sau khi các node khởi động lại.</translation>
    </message>
    <message>
        <source>Key {subject} has slot {slot}. Shard {shard} does not serve it, shard {toShard} does: MOVED names it, and a client that knows clusters remembers that.</source>
        <translation>Key {subject} nằm ở slot {slot}. Shard {shard} không phục vụ slot này mà là shard {toShard}: MOVED chỉ ra địa chỉ đó, và client hiểu cluster sẽ ghi nhớ.</translation>
    </message>
    <message>
        <source>Slot {slot} is moving from shard {shard} to shard {toShard}, and {subject} is not (or no longer) here. ASK means: ask there, this once, after ASKING.</source>
        <translation>Slot {slot} đang chuyển từ shard {shard} sang shard {toShard}, và {subject} không (hoặc không còn) ở đây. ASK nghĩa là: hỏi bên đó, chỉ lần này, sau lệnh ASKING.</translation>
    </message>
    <message>
        <source>Slot {slot} is moving, and the keys of this request are partly here, partly there. TRYAGAIN: a moment later they are all in one place.</source>
        <translation>Slot {slot} đang chuyển và các key của yêu cầu này một phần ở đây, một phần ở kia. TRYAGAIN: lát nữa tất cả sẽ ở cùng một nơi.</translation>
    </message>
    <message>
        <source>Nobody serves slot {slot} of {subject} at present.</source>
        <translation>Hiện không có node nào phục vụ slot {slot} của {subject}.</translation>
    </message>
    <message>
        <source>The keys of one command must lie in one slot; these do not. A common tag in braces puts them together.</source>
        <translation>Các key của một lệnh phải nằm trong cùng một slot; những key này thì không. Một tag chung trong dấu ngoặc nhọn sẽ đưa chúng về cùng chỗ.</translation>
    </message>
    <message>
        <source>A replica takes no writes. The primary endpoint leads to the node that does.</source>
        <translation>Replica không nhận lệnh ghi. Primary endpoint dẫn tới node nhận ghi.</translation>
    </message>
    <message>
        <source>The replica answered with what it had; its primary knew better already. It was {lagSeconds} s behind.</source>
        <translation>Replica trả lời bằng dữ liệu nó đang có; primary lúc đó đã có dữ liệu mới hơn. Replica chậm {lagSeconds} giây.</translation>
    </message>
    <message>
        <source>{subject} was promoted: of {candidates} replicas it had read furthest, {bytesBehind} bytes behind the lost primary. {lostWrites} acknowledged writes are gone.</source>
        <translation>{subject} được đưa lên làm primary: trong {candidates} replica, nó đọc được xa nhất, kém primary đã mất {bytesBehind} byte. {lostWrites} lệnh ghi đã xác nhận bị mất.</translation>
    </message>
    <message>
        <source>This write of {subject} was acknowledged {secondsBeforeLoss} s before the primary was lost. It lies at byte {offset} of the stream; the new primary had read up to {replicaOffset}.</source>
        <translation>Lệnh ghi {subject} này đã được xác nhận {secondsBeforeLoss} giây trước khi mất primary. Nó nằm ở byte {offset} của luồng; primary mới chỉ đọc tới {replicaOffset}.</translation>
    </message>
    <message>
        <source>Slot {slot} moved from shard {fromShard} to shard {toShard} with {keys} keys, while clients went on.</source>
        <translation>Slot {slot} đã chuyển từ shard {fromShard} sang shard {toShard} cùng {keys} key, trong khi client vẫn làm việc.</translation>
    </message>
    <message>
        <source>{subject} left slab class {slabClass}, which has {pages} pages and no free chunk. It had not been moved for {idleSeconds} s. {freeBytesElsewhere} bytes are free in other classes, which does not help.</source>
        <translation>{subject} bị loại khỏi slab class {slabClass}, lớp này có {pages} page và không còn chunk trống. Nó đã {idleSeconds} giây không được di chuyển. Các lớp khác còn trống {freeBytesElsewhere} byte, nhưng không giúp được gì.</translation>
    </message>
    <message>
        <source>{subject} of {bytes} bytes was refused: slab class {slabClass} has {pages} pages and cannot get another.</source>
        <translation>{subject} với {bytes} byte bị từ chối: slab class {slabClass} có {pages} page và không thể lấy thêm.</translation>
    </message>
</context>
<context>
    <name>Shards</name>
    <message>
        <source>shard %1</source>
        <translation>shard %1</translation>
    </message>
</context>
<context>
    <name>State</name>
    <message>
        <source>Done</source>
        <translation>Hoàn thành</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Thất bại</translation>
    </message>
    <message>
        <source>Warning</source>
        <translation>Cảnh báo</translation>
    </message>
    <message>
        <source>In progress</source>
        <translation>Đang thực hiện</translation>
    </message>
    <message>
        <source>Not begun</source>
        <translation>Chưa bắt đầu</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Chưa đạt</translation>
    </message>
    <message>
        <source>Stopped</source>
        <translation>Đã dừng</translation>
    </message>
    <message>
        <source>Locked</source>
        <translation>Chưa mở</translation>
    </message>
    <message>
        <source>Comes later</source>
        <translation>Sẽ có sau</translation>
    </message>
</context>
<context>
    <name>WidgetPainter</name>
    <message>
        <source>No data in this range</source>
        <translation>Không có dữ liệu trong khoảng này</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>và %n mục nữa</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n other(s)</source>
        <translation>
            <numerusform>%n mục khác</numerusform>
        </translation>
    </message>
    <message>
        <source>last</source>
        <translation>cuối cùng</translation>
    </message>
    <message>
        <source>minimum</source>
        <translation>nhỏ nhất</translation>
    </message>
    <message>
        <source>average</source>
        <translation>trung bình</translation>
    </message>
    <message>
        <source>maximum</source>
        <translation>lớn nhất</translation>
    </message>
    <message>
        <source>metric</source>
        <translation>metric</translation>
    </message>
    <message>
        <source>stacked area</source>
        <translation>vùng xếp chồng</translation>
    </message>
    <message>
        <source>time series</source>
        <translation>chuỗi thời gian</translation>
    </message>
    <message>
        <source>number</source>
        <translation>con số</translation>
    </message>
    <message>
        <source>gauge</source>
        <translation>đồng hồ đo</translation>
    </message>
    <message>
        <source>bars</source>
        <translation>thanh</translation>
    </message>
    <message>
        <source>pie</source>
        <translation>biểu đồ tròn</translation>
    </message>
    <message>
        <source>table</source>
        <translation>bảng</translation>
    </message>
    <message>
        <source>heat map</source>
        <translation>bản đồ nhiệt</translation>
    </message>
    <message>
        <source>alarm status</source>
        <translation>trạng thái alarm</translation>
    </message>
    <message>
        <source>text</source>
        <translation>văn bản</translation>
    </message>
    <message>
        <source>another kind</source>
        <translation>loại khác</translation>
    </message>
    <message>
        <source>no such alarm</source>
        <translation>không có alarm này</translation>
    </message>
    <message>
        <source>Widgets of the type %1 are kept but not drawn here.</source>
        <translation>Widget loại %1 được giữ nguyên nhưng không vẽ ở đây.</translation>
    </message>
    <message>
        <source>no data in this range</source>
        <translation>không có dữ liệu trong khoảng này</translation>
    </message>
    <message>
        <source>No alarms are named</source>
        <translation>Chưa nêu alarm nào</translation>
    </message>
    <message>
        <source>The band&apos;s model is ours, not CloudWatch&apos;s.</source>
        <translation>Mô hình của dải là của chúng tôi, không phải của CloudWatch.</translation>
    </message>
</context>
<context>
    <name>Worklog</name>
    <message>
        <source>%1 is a %2. The dates come from your runs.</source>
        <translation>%1 là %2. Ngày tháng được lấy từ các lần chạy của bạn.</translation>
    </message>
    <message>
        <source>Your note for %1 is empty in English.</source>
        <translation>Ghi chú tiếng Anh cho %1 còn trống.</translation>
    </message>
    <message>
        <source>Your note for %1 is empty in Vietnamese.</source>
        <translation>Ghi chú tiếng Việt cho %1 còn trống.</translation>
    </message>
    <message>
        <source>Your English note for %1 has %2 words, at least %3 say something.</source>
        <translation>Ghi chú tiếng Anh cho %1 có %2 từ, cần ít nhất %3 từ mới đủ ý.</translation>
    </message>
    <message>
        <source>Your Vietnamese note for %1 has %2 words, at least %3 say something.</source>
        <translation>Ghi chú tiếng Việt cho %1 có %2 từ, cần ít nhất %3 từ mới đủ ý.</translation>
    </message>
    <message>
        <source>Nothing was done yet, so the page has no rows.</source>
        <translation>Chưa làm gì nên trang chưa có hàng nào.</translation>
    </message>
    <message>
        <source>You changed a date of %1. The evidence keeps the date of the run.</source>
        <translation>Bạn đã sửa một ngày của %1. Phần minh chứng vẫn giữ ngày của lần chạy.</translation>
    </message>
    <message>
        <source>A date of %1 lies in the future. Is the clock of this computer right?</source>
        <translation>Một ngày của %1 nằm ở tương lai. Đồng hồ của máy này có đúng không?</translation>
    </message>
    <message>
        <source>The other weeks of your site all have weight %1.</source>
        <translation>Các tuần khác trên site của bạn đều có weight %1.</translation>
    </message>
    <message>
        <source>Your site drops raw HTML: the line breaks in the table would vanish.</source>
        <translation>Site của bạn loại bỏ HTML thô: các chỗ xuống dòng trong bảng sẽ biến mất.</translation>
    </message>
    <message>
        <source>The date is not in the future</source>
        <translation>Ngày không nằm ở tương lai</translation>
    </message>
    <message>
        <source>The date is in the future: Hugo would hide the page</source>
        <translation>Ngày nằm ở tương lai: Hugo sẽ ẩn trang</translation>
    </message>
    <message>
        <source>Both pages carry the same rows</source>
        <translation>Hai trang có các hàng như nhau</translation>
    </message>
    <message>
        <source>The two pages carry different rows</source>
        <translation>Hai trang có các hàng khác nhau</translation>
    </message>
    <message>
        <source>Both pages say where the figures come from</source>
        <translation>Cả hai trang đều ghi rõ nguồn số liệu</translation>
    </message>
    <message>
        <source>A page does not say where its figures come from</source>
        <translation>Có trang chưa ghi rõ nguồn số liệu</translation>
    </message>
    <message>
        <source>Write it</source>
        <translation>Viết ghi chú</translation>
    </message>
    <message>
        <source>Use weight %1</source>
        <translation>Dùng weight %1</translation>
    </message>
    <message>
        <source>Use semicolons</source>
        <translation>Dùng dấu chấm phẩy</translation>
    </message>
    <message>
        <source>Use the dates of the runs</source>
        <translation>Dùng ngày của các lần chạy</translation>
    </message>
    <message>
        <source>Open the first lab</source>
        <translation>Mở bài lab đầu tiên</translation>
    </message>
    <message>
        <source>The week&apos;s page puts %1 on day %2, which is %3. In the calendar %4 is a %5. Day numbers on your page are worked out from the dates of your runs: 2 is Monday, 7 is Saturday, Sunday is written out.</source>
        <translation>Trên trang của tuần, cột Thứ của %1 ghi %2, tức là %3. Theo lịch, %4 là %5. Số ở cột Thứ trên trang của bạn được tính từ ngày của các lần chạy: 2 là Thứ Hai, 7 là Thứ Bảy, Chủ Nhật ghi bằng chữ.</translation>
    </message>
    <message>
        <source>Without this line the page would claim things that did not happen on AWS. It cannot be switched off.</source>
        <translation>Thiếu dòng này, người đọc sẽ hiểu là mọi việc đã diễn ra trên AWS. Không thể tắt dòng này.</translation>
    </message>
</context>
<context>
    <name>WorklogPane</name>
    <message>
        <source>plan for next week</source>
        <translation>kế hoạch tuần tới</translation>
    </message>
    <message>
        <source>on real AWS too</source>
        <translation>làm thêm trên AWS thật</translation>
    </message>
    <message>
        <source>Preview</source>
        <translation>Xem trước</translation>
    </message>
    <message>
        <source>What surprised you? What would you do differently at work?</source>
        <translation>Điều gì làm bạn bất ngờ? Khi đi làm, bạn sẽ làm khác ở chỗ nào?</translation>
    </message>
    <message>
        <source>My note, %1</source>
        <translation>Ghi chú của tôi, %1</translation>
    </message>
    <message>
        <source>saved</source>
        <translation>đã lưu</translation>
    </message>
    <message>
        <source>saving…</source>
        <translation>đang lưu…</translation>
    </message>
    <message>
        <source>kept in memory</source>
        <translation>tạm giữ trong bộ nhớ</translation>
    </message>
</context>
<context>
    <name>maylab::app::AlarmPanel</name>
    <message>
        <source>Missing data</source>
        <translation>Dữ liệu thiếu</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Trạng thái</translation>
    </message>
    <message>
        <source>Breaching</source>
        <translation>Vượt ngưỡng</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1/%2</translation>
    </message>
    <message>
        <source>Evaluated</source>
        <translation>Đánh giá</translation>
    </message>
    <message>
        <source>changed</source>
        <translation>đổi</translation>
    </message>
    <message>
        <source>same</source>
        <translation>giữ nguyên</translation>
    </message>
    <message>
        <source>%1 ago</source>
        <translation>%1 trước</translation>
    </message>
    <message>
        <source>data points</source>
        <translation>điểm dữ liệu</translation>
    </message>
    <message>
        <source>data points, %1</source>
        <translation>điểm dữ liệu, %1</translation>
    </message>
    <message>
        <source>newest</source>
        <translation>mới nhất</translation>
    </message>
    <message>
        <source>Child alarms</source>
        <translation>Alarm con</translation>
    </message>
    <message>
        <source>since</source>
        <translation>từ lúc</translation>
    </message>
    <message>
        <source>suppressor, wait %1, extension %2</source>
        <translation>suppressor, chờ %1, kéo dài %2</translation>
    </message>
    <message>
        <source>suppressor</source>
        <translation>suppressor</translation>
    </message>
    <message>
        <source>no such alarm</source>
        <translation>không có alarm này</translation>
    </message>
    <message>
        <source>evaluation %1 of %2</source>
        <translation>lần đánh giá %1/%2</translation>
    </message>
    <message>
        <source>alarm %1 of %2</source>
        <translation>alarm %1/%2</translation>
    </message>
    <message>
        <source>No alarm in this run yet.</source>
        <translation>Lần chạy này chưa có alarm nào.</translation>
    </message>
    <message>
        <source>This rule names no alarm.</source>
        <translation>Quy tắc này không nêu alarm nào.</translation>
    </message>
    <message>
        <source>No evaluation under these settings yet: one comes with each full minute.</source>
        <translation>Chưa có lần đánh giá nào với thiết lập này: mỗi phút tròn có một lần.</translation>
    </message>
    <message>
        <source>Alarm microscope</source>
        <translation>Soi alarm</translation>
    </message>
    <message>
        <source>Evaluations</source>
        <translation>Lần đánh giá</translation>
    </message>
    <message>
        <source>Each evaluation with the data points that it used</source>
        <translation>Từng lần đánh giá với các điểm dữ liệu đã dùng</translation>
    </message>
    <message>
        <source>Other rules</source>
        <translation>Quy tắc khác</translation>
    </message>
    <message>
        <source>The same signal under other rules</source>
        <translation>Cùng tín hiệu với quy tắc khác</translation>
    </message>
    <message>
        <source>What is shown</source>
        <translation>Nội dung hiển thị</translation>
    </message>
    <message>
        <source>Alarm</source>
        <translation>Alarm</translation>
    </message>
    <message>
        <source>composite alarm</source>
        <translation>alarm kết hợp (composite)</translation>
    </message>
    <message>
        <source>over %1 s</source>
        <translation>mỗi %1 s</translation>
    </message>
    <message>
        <source>%1, %2 of %3</source>
        <translation>%1, %2/%3</translation>
    </message>
    <message>
        <source>%1, %2 of %3, range %4 points</source>
        <translation>%1, %2/%3, xét %4 điểm</translation>
    </message>
    <message>
        <source>not needed</source>
        <translation>không cần đến</translation>
    </message>
    <message>
        <source>older point taken</source>
        <translation>lấy điểm cũ hơn</translation>
    </message>
    <message>
        <source>no data at all</source>
        <translation>không có dữ liệu</translation>
    </message>
    <message>
        <source>enough without it</source>
        <translation>đã đủ điểm</translation>
    </message>
    <message>
        <source>%1 as breaching</source>
        <translation>%1 tính là vượt</translation>
    </message>
    <message>
        <source>%1 as not breaching</source>
        <translation>%1 tính là không vượt</translation>
    </message>
    <message>
        <source>a good point decides</source>
        <translation>có điểm không vượt</translation>
    </message>
    <message>
        <source>all breach for long enough</source>
        <translation>đều vượt, đủ lâu</translation>
    </message>
    <message>
        <source>too early: state kept</source>
        <translation>còn sớm: giữ nguyên</translation>
    </message>
    <message>
        <source>few samples: state kept</source>
        <translation>ít mẫu: giữ nguyên</translation>
    </message>
    <message>
        <source>Evaluated at %1: data points %2; breaching %3 of %4; missing data: %5; %6, %7</source>
        <translation>Đánh giá lúc %1: điểm dữ liệu %2; vượt ngưỡng %3/%4; dữ liệu thiếu: %5; %6, %7</translation>
    </message>
    <message>
        <source>%1: there is no such alarm</source>
        <translation>%1: không có alarm này</translation>
    </message>
    <message>
        <source>%1: %2 since %3</source>
        <translation>%1: %2 từ lúc %3</translation>
    </message>
    <message>
        <source>Suppressor %1</source>
        <translation>Suppressor %1</translation>
    </message>
    <message>
        <source>StateReason, since %1</source>
        <translation>StateReason, từ lúc %1</translation>
    </message>
    <message>
        <source>StateReason</source>
        <translation>StateReason</translation>
    </message>
    <message>
        <source>Alarm %1 is in state %2: %3.</source>
        <translation>Alarm %1 ở trạng thái %2: %3.</translation>
    </message>
    <message>
        <source>Rule: %1</source>
        <translation>Quy tắc: %1</translation>
    </message>
    <message>
        <source>No evaluation under these settings yet.</source>
        <translation>Chưa có lần đánh giá nào với thiết lập này.</translation>
    </message>
    <message>
        <source>StateReason: %1</source>
        <translation>StateReason: %1</translation>
    </message>
    <message>
        <source>Rule</source>
        <translation>Quy tắc</translation>
    </message>
    <message>
        <source>actions off</source>
        <translation>đã tắt action</translation>
    </message>
    <message>
        <source>actions suppressed (%1)</source>
        <translation>action bị chặn (%1)</translation>
    </message>
    <message>
        <source>Missing data: %1</source>
        <translation>Dữ liệu thiếu: %1</translation>
    </message>
    <message>
        <source>Missing data is treated as %1.</source>
        <translation>Dữ liệu thiếu được tính là %1.</translation>
    </message>
    <message>
        <source>The night that is played, and how the alarms did</source>
        <translation>Đêm đang phát lại và kết quả của các alarm</translation>
    </message>
    <message>
        <source>Replay</source>
        <translation>Phát lại</translation>
    </message>
    <message>
        <source>outside the band (our model)</source>
        <translation>ngoài dải (mô hình của chúng tôi)</translation>
    </message>
    <message>
        <source>below the band (our model)</source>
        <translation>dưới dải (mô hình của chúng tôi)</translation>
    </message>
    <message>
        <source>above the band (our model)</source>
        <translation>trên dải (mô hình của chúng tôi)</translation>
    </message>
</context>
<context>
    <name>maylab::app::AnswerRow</name>
    <message>
        <source>Check</source>
        <translation>Kiểm tra</translation>
    </message>
    <message>
        <source>Choose</source>
        <translation>Chọn</translation>
    </message>
    <message>
        <source>Not %1. Try again.</source>
        <translation>Không phải %1. Hãy thử lại.</translation>
    </message>
</context>
<context>
    <name>maylab::app::Application</name>
    <message>
        <source>The labs were not found. Set MAYLAB_CATALOG to the folder labs/catalog.</source>
        <translation>Không tìm thấy các bài lab. Hãy đặt biến môi trường MAYLAB_CATALOG trỏ tới thư mục labs/catalog.</translation>
    </message>
    <message>
        <source>Worklog</source>
        <translation>Worklog</translation>
    </message>
    <message>
        <source>Preferences</source>
        <translation>Cài đặt</translation>
    </message>
    <message>
        <source>Seed %1</source>
        <translation>Seed %1</translation>
    </message>
    <message>
        <source>Go to</source>
        <translation>Đi tới</translation>
    </message>
    <message>
        <source>Lab</source>
        <translation>Bài lab</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>Bước</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Thời gian</translation>
    </message>
    <message>
        <source>Play or pause</source>
        <translation>Chạy hoặc tạm dừng</translation>
    </message>
    <message>
        <source>Skip the wait</source>
        <translation>Bỏ qua thời gian chờ</translation>
    </message>
    <message>
        <source>One event</source>
        <translation>Chạy một sự kiện</translation>
    </message>
    <message>
        <source>Speed %1</source>
        <translation>Tốc độ %1</translation>
    </message>
    <message>
        <source>Open the next hint</source>
        <translation>Mở gợi ý tiếp theo</translation>
    </message>
    <message>
        <source>Export the worklog</source>
        <translation>Xuất worklog</translation>
    </message>
    <message>
        <source>No lab could be loaded from %1.</source>
        <translation>Không nạp được bài lab nào từ %1.</translation>
    </message>
    <message>
        <source>This lab could not be loaded: %1</source>
        <translation>Không tải được bài lab: %1</translation>
    </message>
    <message>
        <source>Run saved</source>
        <translation>Đã lưu lần chạy</translation>
    </message>
    <message>
        <source>Saving…</source>
        <translation>Đang lưu…</translation>
    </message>
    <message>
        <source>Kept in memory</source>
        <translation>Tạm giữ trong bộ nhớ</translation>
    </message>
    <message>
        <source>Read-only</source>
        <translation>Chỉ đọc</translation>
    </message>
    <message>
        <source>The last session ended unexpectedly. Continue at step %1, %2?</source>
        <translation>Lần trước chương trình kết thúc đột ngột. Tiếp tục ở bước %1, %2?</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Tiếp tục</translation>
    </message>
    <message>
        <source>Close the ports</source>
        <translation>Đóng các cổng</translation>
    </message>
    <message>
        <source>Let real clients in</source>
        <translation>Cho client thật kết nối</translation>
    </message>
    <message>
        <source>Real clients</source>
        <translation>Client thật</translation>
    </message>
    <message>
        <source>Port %1 is in use by another program.</source>
        <translation>Cổng %1 đang được chương trình khác sử dụng.</translation>
    </message>
    <message>
        <source>Use %1</source>
        <translation>Dùng cổng %1</translation>
    </message>
    <message>
        <source>Port %1 could not be opened: %2</source>
        <translation>Không mở được cổng %1: %2</translation>
    </message>
    <message>
        <source>Debrief</source>
        <translation>Tổng kết</translation>
    </message>
</context>
<context>
    <name>maylab::app::AwsCard</name>
    <message>
        <source>On real AWS</source>
        <translation>Trên AWS thật</translation>
    </message>
    <message>
        <source>Console</source>
        <translation>Console</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Lệnh</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Mạng</translation>
    </message>
    <message>
        <source>Identity</source>
        <translation>Quyền IAM</translation>
    </message>
    <message>
        <source>Time and price</source>
        <translation>Thời gian, chi phí</translation>
    </message>
    <message>
        <source>How to remove it</source>
        <translation>Dọn dẹp tài nguyên</translation>
    </message>
    <message>
        <source>Console paths as of %1.</source>
        <translation>Đường dẫn console tính đến %1.</translation>
    </message>
</context>
<context>
    <name>maylab::app::BillButton</name>
    <message>
        <source>%1 · %2 so far</source>
        <translation>%1 · đến giờ %2</translation>
    </message>
    <message>
        <source>What this would cost on AWS: %1. Nothing is charged here.</source>
        <translation>Chi phí nếu làm trên AWS: %1. Ở đây không thu phí.</translation>
    </message>
    <message>
        <source>Bill: %1</source>
        <translation>Hóa đơn: %1</translation>
    </message>
</context>
<context>
    <name>maylab::app::BillDialog</name>
    <message>
        <source>The bill that wasn&apos;t</source>
        <translation>Hóa đơn không phải trả</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Đóng</translation>
    </message>
    <message>
        <source>Lines of the bill</source>
        <translation>Các dòng của hóa đơn</translation>
    </message>
    <message>
        <source>Snapshots beyond the free ones</source>
        <translation>Snapshot ngoài phần miễn phí</translation>
    </message>
    <message>
        <source>exists only here, costs nothing</source>
        <translation>chỉ có ở đây, không mất phí</translation>
    </message>
    <message>
        <source>node-hours</source>
        <translation>giờ node</translation>
    </message>
    <message>
        <source>GB-months</source>
        <translation>GB-tháng</translation>
    </message>
    <message>
        <source>no price</source>
        <translation>chưa có giá</translation>
    </message>
    <message>
        <source>Together</source>
        <translation>Tổng cộng</translation>
    </message>
    <message>
        <source>Item</source>
        <translation>Khoản mục</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>Đang chạy</translation>
    </message>
    <message>
        <source>Used</source>
        <translation>Đã dùng</translation>
    </message>
    <message>
        <source>Price</source>
        <translation>Đơn giá</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>Thành tiền</translation>
    </message>
    <message>
        <source>A node is billed from when it is available until it is deleted, each begun hour in full. Replicas and shards are nodes too.</source>
        <translation>Node bị tính phí từ lúc available đến khi bị xóa, mỗi giờ đã bắt đầu tính tròn một giờ. Replica và shard cũng là node.</translation>
    </message>
    <message>
        <source>* This price was not verified; look it up before you rely on it.</source>
        <translation>* Giá này chưa được kiểm chứng; hãy tra lại trước khi dùng.</translation>
    </message>
    <message>
        <source>Charged: %1. It is a simulation.</source>
        <translation>Thực trả: %1. Đây là môi trường mô phỏng.</translation>
    </message>
    <message>
        <source>months</source>
        <translation>tháng</translation>
    </message>
    <message>
        <source>A custom metric is billed for each hour in which it receives data.</source>
        <translation>Custom metric bị tính phí cho mỗi giờ có nhận dữ liệu.</translation>
    </message>
</context>
<context>
    <name>maylab::app::CatalogWeekModel</name>
    <message>
        <source>Week %1</source>
        <translation>Tuần %1</translation>
    </message>
    <message>
        <source>%1 of %2 steps done</source>
        <translation>hoàn thành %1/%2 bước</translation>
    </message>
    <message>
        <source>today at %1</source>
        <translation>hôm nay lúc %1</translation>
    </message>
    <message>
        <source>yesterday at %1</source>
        <translation>hôm qua lúc %1</translation>
    </message>
    <message>
        <source>%1, step %2: %3</source>
        <translation>%1, bước %2: %3</translation>
    </message>
    <message>
        <source>Day %1 · %2</source>
        <translation>Thứ %1 · %2</translation>
    </message>
    <message>
        <source>nothing yet</source>
        <translation>chưa có gì</translation>
    </message>
    <message numerus="yes">
        <source>%1, %n figure(s)</source>
        <translation>
            <numerusform>%1, %n số liệu</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>begun %1, %n figure(s)</source>
        <translation>
            <numerusform>bắt đầu %1, %n số liệu</numerusform>
        </translation>
    </message>
    <message>
        <source>Your note for day %1 is empty.</source>
        <translation>Ghi chú cho Thứ %1 còn trống.</translation>
    </message>
</context>
<context>
    <name>maylab::app::ChartHeader</name>
    <message>
        <source>Follow live</source>
        <translation>Bám theo hiện tại</translation>
    </message>
    <message>
        <source>Show as table</source>
        <translation>Xem dạng bảng</translation>
    </message>
    <message>
        <source>Copy data</source>
        <translation>Sao chép dữ liệu</translation>
    </message>
    <message>
        <source>Save picture or data</source>
        <translation>Lưu ảnh hoặc dữ liệu</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Thao tác khác</translation>
    </message>
</context>
<context>
    <name>maylab::app::ChartTable</name>
    <message>
        <source>Time</source>
        <translation>Thời gian</translation>
    </message>
</context>
<context>
    <name>maylab::app::CheckList</name>
    <message>
        <source>Why?</source>
        <translation>Vì sao?</translation>
    </message>
</context>
<context>
    <name>maylab::app::CommandBox</name>
    <message>
        <source>Copy command</source>
        <translation>Sao chép lệnh</translation>
    </message>
    <message>
        <source>The command this control equals</source>
        <translation>Lệnh tương ứng với mục điều khiển này</translation>
    </message>
</context>
<context>
    <name>maylab::app::CommandPalette</name>
    <message>
        <source>Find a command, step or metric</source>
        <translation>Tìm lệnh, bước, metric</translation>
    </message>
    <message>
        <source>Commands found</source>
        <translation>Các lệnh tìm thấy</translation>
    </message>
    <message>
        <source>Nothing is called so. Try another word.</source>
        <translation>Không có mục nào tên như vậy. Hãy thử từ khác.</translation>
    </message>
</context>
<context>
    <name>maylab::app::ConsoleWidget</name>
    <message>
        <source>ElastiCache rules: CONFIG is refused</source>
        <translation>Quy tắc ElastiCache: từ chối lệnh CONFIG</translation>
    </message>
    <message>
        <source>Console</source>
        <translation>Console</translation>
    </message>
    <message>
        <source>Console tabs</source>
        <translation>Các tab của console</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>Sự kiện</translation>
    </message>
    <message>
        <source>Command for %1</source>
        <translation>Lệnh cho %1</translation>
    </message>
    <message>
        <source>Output of %1</source>
        <translation>Kết quả của %1</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Dừng</translation>
    </message>
    <message>
        <source>%1 nodes: connect NAME goes to another</source>
        <translation>%1 node: gõ connect TÊN để sang node khác</translation>
    </message>
    <message>
        <source>Commands in lower case; a value has a line of its own</source>
        <translation>Lệnh viết chữ thường; giá trị ở dòng riêng</translation>
    </message>
</context>
<context>
    <name>maylab::app::ContinueCard</name>
    <message>
        <source>Begin here</source>
        <translation>Bắt đầu từ đây</translation>
    </message>
    <message>
        <source>Carry on where you stopped</source>
        <translation>Tiếp tục từ chỗ đã dừng</translation>
    </message>
    <message>
        <source>Carry on where you stopped, %1</source>
        <translation>Tiếp tục từ chỗ đã dừng, %1</translation>
    </message>
    <message>
        <source>Continue</source>
        <translation>Tiếp tục</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Bắt đầu</translation>
    </message>
</context>
<context>
    <name>maylab::app::ControlsPane</name>
    <message>
        <source>Choose</source>
        <translation>Chọn</translation>
    </message>
    <message>
        <source>The service refused this and changed nothing.</source>
        <translation>Dịch vụ từ chối và không thay đổi gì.</translation>
    </message>
    <message>
        <source>Type here, then press Enter</source>
        <translation>Gõ vào đây rồi nhấn Enter</translation>
    </message>
</context>
<context>
    <name>maylab::app::DashboardGrid</name>
    <message>
        <source>%1 (%2), column %3, row %4, %5 wide, %6 high: %7</source>
        <translation>%1 (%2), cột %3, hàng %4, rộng %5, cao %6: %7</translation>
    </message>
    <message>
        <source>Text</source>
        <translation>Văn bản</translation>
    </message>
    <message>
        <source>Widgets of the dashboard</source>
        <translation>Các widget của dashboard</translation>
    </message>
</context>
<context>
    <name>maylab::app::DashboardPanel</name>
    <message>
        <source>Draw a line…</source>
        <translation>Vẽ một đường…</translation>
    </message>
    <message>
        <source>Mark a moment…</source>
        <translation>Đánh dấu một thời điểm…</translation>
    </message>
    <message>
        <source>Grafana JSON</source>
        <translation>JSON Grafana</translation>
    </message>
    <message>
        <source>Dashboard (*.json)</source>
        <translation>Dashboard (*.json)</translation>
    </message>
    <message>
        <source>Import Grafana JSON</source>
        <translation>Nhập JSON Grafana</translation>
    </message>
    <message>
        <source>Dashboard</source>
        <translation>Dashboard</translation>
    </message>
    <message>
        <source>Add widget</source>
        <translation>Thêm widget</translation>
    </message>
    <message>
        <source>No dashboards in this run.</source>
        <translation>Lần chạy này không có dashboard.</translation>
    </message>
    <message>
        <source>No dashboard yet. Add a widget, or import one.</source>
        <translation>Chưa có dashboard. Hãy thêm widget hoặc nhập một dashboard.</translation>
    </message>
    <message numerus="yes">
        <source>Dashboard %1: %n widget(s).</source>
        <translation>
            <numerusform>Dashboard %1: %n widget.</numerusform>
        </translation>
    </message>
    <message>
        <source>no such alarm</source>
        <translation>không có alarm này</translation>
    </message>
    <message>
        <source>This dashboard has no widgets yet.</source>
        <translation>Dashboard này chưa có widget.</translation>
    </message>
    <message>
        <source>range as saved</source>
        <translation>khoảng đã lưu</translation>
    </message>
    <message>
        <source>last %1 min</source>
        <translation>%1 phút qua</translation>
    </message>
    <message>
        <source>last %1 h</source>
        <translation>%1 giờ qua</translation>
    </message>
    <message numerus="yes">
        <source>last %n day(s)</source>
        <translation>
            <numerusform>%n ngày qua</numerusform>
        </translation>
    </message>
    <message>
        <source>period as saved</source>
        <translation>period đã lưu</translation>
    </message>
    <message>
        <source>period %1 s</source>
        <translation>period %1 s</translation>
    </message>
    <message>
        <source>Time range</source>
        <translation>Khoảng thời gian</translation>
    </message>
    <message>
        <source>Period</source>
        <translation>Period</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Đóng</translation>
    </message>
    <message>
        <source>Export for a Prometheus data source…</source>
        <translation>Xuất cho data source Prometheus…</translation>
    </message>
    <message>
        <source>Export for a CloudWatch data source…</source>
        <translation>Xuất cho data source CloudWatch…</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>Nhập…</translation>
    </message>
    <message>
        <source>Saved, with remarks:</source>
        <translation>Đã lưu, kèm lưu ý:</translation>
    </message>
    <message>
        <source>The service refused this and changed nothing.</source>
        <translation>Dịch vụ đã từ chối và không thay đổi gì.</translation>
    </message>
    <message>
        <source>Add a metric…</source>
        <translation>Thêm metric…</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>Đổi tên…</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Bỏ</translation>
    </message>
    <message>
        <source>There is no dashboard to export yet.</source>
        <translation>Chưa có dashboard nào để xuất.</translation>
    </message>
    <message>
        <source>Not saved: %1</source>
        <translation>Chưa lưu được: %1</translation>
    </message>
    <message>
        <source>Saved as %1. In Grafana: Dashboards, New, Import.</source>
        <translation>Đã lưu thành %1. Trong Grafana: Dashboards, New, Import.</translation>
    </message>
    <message>
        <source>Not read: %1</source>
        <translation>Không đọc được: %1</translation>
    </message>
    <message>
        <source>Not read: the file is larger than 16 MB.</source>
        <translation>Không đọc được: tệp lớn hơn 16 MB.</translation>
    </message>
    <message>
        <source>Not read: the file is no JSON object.</source>
        <translation>Không đọc được: tệp không phải là một đối tượng JSON.</translation>
    </message>
    <message>
        <source>Imported as %1.</source>
        <translation>Đã nhập thành %1.</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Hoàn tác</translation>
    </message>
    <message>
        <source>Move: drag the title, or Shift and arrows</source>
        <translation>Di chuyển: kéo tiêu đề, hoặc Shift và phím mũi tên</translation>
    </message>
    <message>
        <source>Resize: drag the corner, or Ctrl and arrows</source>
        <translation>Đổi kích thước: kéo góc, hoặc Ctrl và phím mũi tên</translation>
    </message>
</context>
<context>
    <name>maylab::app::DebriefPage</name>
    <message>
        <source>To real AWS</source>
        <translation>Lên AWS thật</translation>
    </message>
    <message>
        <source>Shell script (*.sh)</source>
        <translation>Script shell (*.sh)</translation>
    </message>
    <message>
        <source>The debrief was copied.</source>
        <translation>Đã sao chép phần tổng kết.</translation>
    </message>
    <message>
        <source>Debrief</source>
        <translation>Tổng kết</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Sao chép</translation>
    </message>
    <message>
        <source>Copy the debrief as text</source>
        <translation>Sao chép phần tổng kết dạng văn bản</translation>
    </message>
    <message>
        <source>To real AWS…</source>
        <translation>Lên AWS thật…</translation>
    </message>
    <message>
        <source>Save your own commands as a script for a real account, with the deletions at the end</source>
        <translation>Lưu các lệnh của bạn thành script cho tài khoản thật, phần cuối là các lệnh xóa</translation>
    </message>
    <message>
        <source>To the worklog</source>
        <translation>Đến nhật ký</translation>
    </message>
    <message>
        <source>would have cost on AWS</source>
        <translation>chi phí nếu làm trên AWS</translation>
    </message>
    <message>
        <source>%1, done</source>
        <translation>%1: hoàn thành</translation>
    </message>
    <message>
        <source>Nothing was done in this lab yet</source>
        <translation>Bạn chưa làm gì trong bài lab này</translation>
    </message>
    <message>
        <source>Your figures, predictions and mistakes will stand here.</source>
        <translation>Số liệu, dự đoán và lỗi của bạn sẽ hiện ở đây.</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n steps</source>
        <translation>
            <numerusform>%1/%n bước</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 understood</source>
        <translation>%1 bước đã hiểu</translation>
    </message>
    <message>
        <source>%1 with full help</source>
        <translation>%1 bước có trợ giúp toàn phần</translation>
    </message>
    <message>
        <source>%1 tested, not done</source>
        <translation>%1 bước chỉ kiểm tra, không làm</translation>
    </message>
    <message>
        <source>What you saw</source>
        <translation>Những gì bạn đã thấy</translation>
    </message>
    <message>
        <source>as measured</source>
        <translation>theo số đo</translation>
    </message>
    <message>
        <source>Your figures</source>
        <translation>Số liệu của bạn</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>Bước</translation>
    </message>
    <message>
        <source>Figure</source>
        <translation>Chỉ số</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>Trước</translation>
    </message>
    <message>
        <source>After</source>
        <translation>Sau</translation>
    </message>
    <message>
        <source>Needed</source>
        <translation>Cần đạt</translation>
    </message>
    <message>
        <source>Step by step</source>
        <translation>Từng bước</translation>
    </message>
    <message>
        <source>done and understood</source>
        <translation>hoàn thành, đã hiểu</translation>
    </message>
    <message>
        <source>done</source>
        <translation>hoàn thành</translation>
    </message>
    <message>
        <source>shown</source>
        <translation>được làm mẫu</translation>
    </message>
    <message>
        <source>tested, not done</source>
        <translation>chỉ kiểm tra, không làm</translation>
    </message>
    <message>
        <source>begun</source>
        <translation>đã bắt đầu</translation>
    </message>
    <message>
        <source>not begun</source>
        <translation>chưa bắt đầu</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>Tên bước</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Trạng thái</translation>
    </message>
    <message>
        <source>Tries</source>
        <translation>Số lần làm</translation>
    </message>
    <message>
        <source>Hints</source>
        <translation>Gợi ý</translation>
    </message>
    <message>
        <source>Changes</source>
        <translation>Lần chỉnh</translation>
    </message>
    <message>
        <source>Bill</source>
        <translation>Chi phí</translation>
    </message>
    <message>
        <source>Mistakes, by name</source>
        <translation>Các lỗi đã gặp</translation>
    </message>
    <message>
        <source>None was noticed.</source>
        <translation>Không có lỗi nào được ghi nhận.</translation>
    </message>
    <message numerus="yes">
        <source>step %1, %n time(s)</source>
        <translation>
            <numerusform>bước %1, %n lần</numerusform>
        </translation>
    </message>
    <message>
        <source>Predictions</source>
        <translation>Dự đoán</translation>
    </message>
    <message>
        <source>%1 of %2 right</source>
        <translation>đúng %1/%2</translation>
    </message>
    <message>
        <source>you %1</source>
        <translation>bạn đoán %1</translation>
    </message>
    <message>
        <source>measured %1</source>
        <translation>đo được %1</translation>
    </message>
    <message>
        <source>off by %1</source>
        <translation>lệch %1</translation>
    </message>
    <message>
        <source>The bill that wasn&apos;t</source>
        <translation>Hóa đơn không phải trả</translation>
    </message>
    <message>
        <source>On AWS this would have cost %1. Charged: %2.</source>
        <translation>Làm trên AWS sẽ tốn %1. Thực trả: %2.</translation>
    </message>
    <message>
        <source>Each step is a world of its own, so the hours of its nodes begin anew; each begun hour counts in full.</source>
        <translation>Mỗi bước là một môi trường riêng nên giờ của các node được tính lại từ đầu; mỗi giờ đã bắt đầu tính tròn giờ.</translation>
    </message>
    <message>
        <source>Saved: %1</source>
        <translation>Đã lưu: %1</translation>
    </message>
    <message>
        <source>The file could not be written: %1</source>
        <translation>Không ghi được tệp: %1</translation>
    </message>
</context>
<context>
    <name>maylab::app::DecisionView</name>
    <message>
        <source>answered by the cache</source>
        <translation>cache trả lời</translation>
    </message>
    <message>
        <source>answered by the cache, with an old value</source>
        <translation>cache trả lời bằng giá trị cũ</translation>
    </message>
    <message>
        <source>answered with a value that somebody typed</source>
        <translation>trả lời bằng giá trị do ai đó tự gõ vào</translation>
    </message>
    <message>
        <source>missed the cache, answered by the database</source>
        <translation>cache miss, database trả lời</translation>
    </message>
    <message>
        <source>answered by the database</source>
        <translation>database trả lời</translation>
    </message>
    <message>
        <source>refused with 503</source>
        <translation>bị từ chối với 503</translation>
    </message>
    <message>
        <source>Request %1</source>
        <translation>Request %1</translation>
    </message>
    <message>
        <source>Why a key left</source>
        <translation>Vì sao key ra khỏi cache</translation>
    </message>
    <message>
        <source>Why?</source>
        <translation>Vì sao?</translation>
    </message>
    <message>
        <source>No record of it</source>
        <translation>Không còn bản ghi</translation>
    </message>
    <message>
        <source>Nothing chosen yet</source>
        <translation>Chưa chọn gì</translation>
    </message>
    <message>
        <source>Its decision record is not kept any more. Choose a newer one.</source>
        <translation>Bản ghi quyết định này không còn được lưu. Hãy chọn một mục mới hơn.</translation>
    </message>
    <message>
        <source>Choose a request, a tile or a goal to see why it came out so.</source>
        <translation>Hãy chọn một request, một ô hoặc một mục tiêu để xem vì sao có kết quả đó.</translation>
    </message>
    <message>
        <source>Source: %1</source>
        <translation>Tài liệu: %1</translation>
    </message>
    <message>
        <source>This is the reason</source>
        <translation>Chọn lý do này</translation>
    </message>
    <message>
        <source>Not modelled here</source>
        <translation>Phần không mô phỏng</translation>
    </message>
    <message>
        <source>Nothing that happened to this key is on record at present. The next hit, miss or eviction will be.</source>
        <translation>Hiện chưa ghi nhận sự kiện nào của key này. Lần hit, miss hoặc bị loại bỏ tiếp theo sẽ được ghi.</translation>
    </message>
    <message>
        <source>Why a client was sent elsewhere</source>
        <translation>Vì sao client được chỉ sang nơi khác</translation>
    </message>
    <message>
        <source>Why it was refused</source>
        <translation>Vì sao bị từ chối</translation>
    </message>
    <message>
        <source>Why a read was old</source>
        <translation>Vì sao đọc phải dữ liệu cũ</translation>
    </message>
    <message>
        <source>Why this replica was promoted</source>
        <translation>Vì sao replica này được đưa lên làm primary</translation>
    </message>
    <message>
        <source>Why a write was lost</source>
        <translation>Vì sao mất một lệnh ghi</translation>
    </message>
</context>
<context>
    <name>maylab::app::DimensionsPanel</name>
    <message>
        <source>Dimensions multiply</source>
        <translation>Dimension nhân lên</translation>
    </message>
    <message>
        <source>%1, %2 metrics</source>
        <translation>%1, %2 metric</translation>
    </message>
    <message>
        <source>not published</source>
        <translation>không gửi</translation>
    </message>
    <message>
        <source>no dimension = %1</source>
        <translation>không có dimension = %1</translation>
    </message>
    <message>
        <source>a cell: one %1</source>
        <translation>mỗi ô: một %1</translation>
    </message>
    <message>
        <source>a block: one %1; a cell in it: one %2</source>
        <translation>mỗi khối: một %1; mỗi ô trong khối: một %2</translation>
    </message>
    <message>
        <source>a block: one %1; a row in it: one %2; a cell: one %3</source>
        <translation>mỗi khối: một %1; mỗi hàng trong khối: một %2; mỗi ô: một %3</translation>
    </message>
    <message>
        <source>list price, %1, as of %2</source>
        <translation>giá niêm yết, %1, ngày %2</translation>
    </message>
    <message>
        <source>Errors by Endpoint</source>
        <translation>Errors theo Endpoint</translation>
    </message>
    <message>
        <source>answered</source>
        <translation>có trả lời</translation>
    </message>
    <message>
        <source>no data</source>
        <translation>không có dữ liệu</translation>
    </message>
    <message>
        <source>Metrics</source>
        <translation>Số metric</translation>
    </message>
    <message>
        <source>A month</source>
        <translation>Mỗi tháng</translation>
    </message>
    <message>
        <source>%1: %2, needs %3</source>
        <translation>%1: %2, cần %3</translation>
    </message>
    <message>
        <source>No fleet publishes metrics in this run.</source>
        <translation>Lần chạy này không có cụm máy nào gửi metric.</translation>
    </message>
    <message>
        <source>%1, needs %2</source>
        <translation>%1, cần %2</translation>
    </message>
    <message>
        <source>The bill</source>
        <translation>Hóa đơn</translation>
    </message>
    <message>
        <source>Prices</source>
        <translation>Giá</translation>
    </message>
    <message>
        <source>needs %1</source>
        <translation>cần %1</translation>
    </message>
    <message>
        <source>Latency by AZ</source>
        <translation>Latency theo AZ</translation>
    </message>
</context>
<context>
    <name>maylab::app::DrawnPanel</name>
    <message>
        <source>Show as table</source>
        <translation>Xem dạng bảng</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Mục</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Giá trị</translation>
    </message>
</context>
<context>
    <name>maylab::app::EventsModel</name>
    <message>
        <source>lab</source>
        <translation>lab</translation>
    </message>
    <message>
        <source>you</source>
        <translation>bạn</translation>
    </message>
    <message>
        <source>fault</source>
        <translation>sự cố</translation>
    </message>
    <message>
        <source>form</source>
        <translation>điều khiển</translation>
    </message>
    <message>
        <source>console</source>
        <translation>console</translation>
    </message>
    <message>
        <source>client</source>
        <translation>client</translation>
    </message>
    <message>
        <source>solution</source>
        <translation>lời giải</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Thời gian</translation>
    </message>
    <message>
        <source>By</source>
        <translation>Nguồn</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Diễn biến</translation>
    </message>
</context>
<context>
    <name>maylab::app::FirstStartPage</name>
    <message>
        <source>Learn AWS caching on this computer. No account, no bill.</source>
        <translation>Học AWS ngay trên máy này. Không cần tài khoản, không mất phí.</translation>
    </message>
    <message>
        <source>Start: %1 · %2</source>
        <translation>Bắt đầu: %1 · %2</translation>
    </message>
    <message>
        <source>See the whole week</source>
        <translation>Xem cả tuần</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Ngôn ngữ</translation>
    </message>
</context>
<context>
    <name>maylab::app::GoalCard</name>
    <message>
        <source>passed at %1</source>
        <translation>đạt lúc %1</translation>
    </message>
    <message>
        <source>held %1 of %2 s</source>
        <translation>giữ được %1/%2 s</translation>
    </message>
    <message>
        <source>held %1 of %2 s, then fell at %3</source>
        <translation>giữ được %1/%2 s rồi tụt lúc %3</translation>
    </message>
    <message>
        <source>must hold for %1 s</source>
        <translation>phải giữ trong %1 s</translation>
    </message>
    <message>
        <source>Done: %1.</source>
        <translation>Đạt: %1.</translation>
    </message>
    <message>
        <source>now %1, needs %2</source>
        <translation>hiện tại %1, cần %2</translation>
    </message>
</context>
<context>
    <name>maylab::app::GoalRow</name>
    <message>
        <source>then</source>
        <translation>lúc đạt</translation>
    </message>
    <message>
        <source>then %1</source>
        <translation>lúc đạt %1</translation>
    </message>
    <message>
        <source>now</source>
        <translation>hiện tại</translation>
    </message>
    <message>
        <source>needs</source>
        <translation>cần</translation>
    </message>
    <message>
        <source>Why?</source>
        <translation>Vì sao?</translation>
    </message>
    <message>
        <source>Why? %1</source>
        <translation>Vì sao? %1</translation>
    </message>
    <message>
        <source>now %1</source>
        <translation>hiện tại %1</translation>
    </message>
    <message>
        <source>needs %1</source>
        <translation>cần %1</translation>
    </message>
    <message>
        <source>passed</source>
        <translation>đạt</translation>
    </message>
    <message>
        <source>open</source>
        <translation>chưa đạt</translation>
    </message>
</context>
<context>
    <name>maylab::app::HelpDialog</name>
    <message>
        <source>Help and keys</source>
        <translation>Trợ giúp và phím tắt</translation>
    </message>
    <message>
        <source>A step has goals. The value now and the value needed stand beside each goal. Set a control, or type a command in the console: both do the same, and every control shows its command.

The clock at the bottom is **virtual time**: one minute here may take a second. Click a point, a request or a goal and choose **Why?** to read the reason in words.</source>
        <translation>Mỗi bước có các mục tiêu. Bên cạnh mỗi mục tiêu là giá trị hiện tại và giá trị cần đạt. Bạn chỉnh một mục điều khiển hoặc gõ lệnh trong console: hai cách cho kết quả như nhau, và mục điều khiển nào cũng hiển thị lệnh tương ứng.

Đồng hồ ở dưới cùng chạy theo **thời gian mô phỏng**: một phút ở đây có thể chỉ mất một giây. Nhấn vào một điểm, một request hoặc một mục tiêu rồi chọn **Vì sao?** để đọc lời giải thích.</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Phím tắt</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Đóng</translation>
    </message>
    <message>
        <source>Next and previous control</source>
        <translation>Mục điều khiển tiếp theo, trước đó</translation>
    </message>
    <message>
        <source>In a chart: zoom in and out in time</source>
        <translation>Trong biểu đồ: phóng to, thu nhỏ theo thời gian</translation>
    </message>
    <message>
        <source>In a chart: move in time; with Shift: move the crosshair</source>
        <translation>Trong biểu đồ: di chuyển theo thời gian; thêm Shift: di chuyển đường dóng</translation>
    </message>
    <message>
        <source>In a chart: follow live</source>
        <translation>Trong biểu đồ: bám theo hiện tại</translation>
    </message>
    <message>
        <source>In a chart: show as table</source>
        <translation>Trong biểu đồ: xem dạng bảng</translation>
    </message>
</context>
<context>
    <name>maylab::app::HintBox</name>
    <message>
        <source>Hint %1 of %2</source>
        <translation>Gợi ý %1/%2</translation>
    </message>
    <message>
        <source>Hint</source>
        <translation>Gợi ý</translation>
    </message>
</context>
<context>
    <name>maylab::app::HintList</name>
    <message>
        <source>opened because nothing was done for 30 s</source>
        <translation>tự mở vì đã 30 s không có thao tác nào</translation>
    </message>
    <message>
        <source>opened because one control was changed six times in a minute</source>
        <translation>tự mở vì một điều khiển bị đổi sáu lần trong một phút</translation>
    </message>
    <message>
        <source>chosen because of: %1</source>
        <translation>gợi ý này vì: %1</translation>
    </message>
    <message>
        <source>Stop for a moment: watch what one change does, then make the next.</source>
        <translation>Dừng lại một chút: xem một thay đổi làm gì rồi hãy đổi tiếp.</translation>
    </message>
    <message>
        <source>Hints (%1)</source>
        <translation>Gợi ý (%1)</translation>
    </message>
    <message>
        <source>Hint: %1</source>
        <translation>Gợi ý: %1</translation>
    </message>
    <message>
        <source>Give me a hint</source>
        <translation>Xem gợi ý</translation>
    </message>
    <message>
        <source>Do it for me</source>
        <translation>Làm giúp tôi</translation>
    </message>
    <message>
        <source>Open hint %1</source>
        <translation>Mở gợi ý %1</translation>
    </message>
    <message>
        <source>Open the next hint</source>
        <translation>Mở gợi ý tiếp theo</translation>
    </message>
</context>
<context>
    <name>maylab::app::HistogramPanel</name>
    <message>
        <source>Latency of requests</source>
        <translation>Độ trễ của request</translation>
    </message>
    <message>
        <source>linear</source>
        <translation>tuyến tính</translation>
    </message>
    <message>
        <source>Height is the share of requests</source>
        <translation>Chiều cao là tỷ lệ request</translation>
    </message>
    <message>
        <source>log</source>
        <translation>log</translation>
    </message>
    <message>
        <source>Height is the logarithm of the share: rare requests can be seen</source>
        <translation>Chiều cao là logarit của tỷ lệ: thấy được cả request hiếm</translation>
    </message>
    <message>
        <source>Scale of the shares</source>
        <translation>Thang đo của tỷ lệ</translation>
    </message>
    <message>
        <source>%1 requests of the last %2</source>
        <translation>%1 request trong %2 gần nhất</translation>
    </message>
    <message>
        <source>percentiles within %1</source>
        <translation>percentile sai số %1</translation>
    </message>
    <message>
        <source>Average</source>
        <translation>Trung bình</translation>
    </message>
    <message>
        <source>database %1</source>
        <translation>database %1</translation>
    </message>
    <message>
        <source>hit %1</source>
        <translation>hit %1</translation>
    </message>
    <message>
        <source>miss %1</source>
        <translation>miss %1</translation>
    </message>
    <message>
        <source>%1 to %2: %3 of the requests, %4</source>
        <translation>%1 đến %2: %3 số request, %4</translation>
    </message>
    <message>
        <source>hits</source>
        <translation>hit</translation>
    </message>
    <message>
        <source>misses</source>
        <translation>miss</translation>
    </message>
    <message>
        <source>No latency is measured in this run.</source>
        <translation>Lần chạy này không đo độ trễ.</translation>
    </message>
    <message>
        <source>No request was answered in this window.</source>
        <translation>Không có request nào được trả lời trong khoảng này.</translation>
    </message>
    <message>
        <source>At most 5 ms: %1 of the requests.</source>
        <translation>Tối đa 5 ms: %1 số request.</translation>
    </message>
    <message>
        <source>%1, from %2 to %3.</source>
        <translation>%1, từ %2 đến %3.</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>Request</translation>
    </message>
    <message>
        <source>At most 5 ms, PR(:5)</source>
        <translation>Tối đa 5 ms, PR(:5)</translation>
    </message>
    <message>
        <source>Hits</source>
        <translation>Hit</translation>
    </message>
    <message>
        <source>Misses</source>
        <translation>Miss</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>%1 đến %2</translation>
    </message>
    <message>
        <source>milliseconds, logarithmic</source>
        <translation>mili giây, thang logarit</translation>
    </message>
    <message>
        <source>share of requests</source>
        <translation>tỷ lệ request</translation>
    </message>
</context>
<context>
    <name>maylab::app::HopBar</name>
    <message>
        <source>asking the cache</source>
        <translation>hỏi cache</translation>
    </message>
    <message>
        <source>waiting for a connection</source>
        <translation>chờ kết nối</translation>
    </message>
    <message>
        <source>the query itself</source>
        <translation>chạy truy vấn</translation>
    </message>
    <message>
        <source>network and application</source>
        <translation>mạng và ứng dụng</translation>
    </message>
    <message>
        <source>connecting to the cache</source>
        <translation>kết nối tới cache</translation>
    </message>
    <message>
        <source>Where the time went</source>
        <translation>Thời gian từng chặng</translation>
    </message>
    <message>
        <source>together %1</source>
        <translation>tổng cộng %1</translation>
    </message>
    <message>
        <source>together</source>
        <translation>tổng cộng</translation>
    </message>
</context>
<context>
    <name>maylab::app::KeyspacePanel</name>
    <message>
        <source>Keyspace</source>
        <translation>Keyspace</translation>
    </message>
    <message>
        <source>TTL left</source>
        <translation>TTL còn lại</translation>
    </message>
    <message>
        <source>How long until a key expires</source>
        <translation>Còn bao lâu thì key hết hạn</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>Tuổi</translation>
    </message>
    <message>
        <source>How long ago a key was last used</source>
        <translation>Key được dùng lần cuối cách đây bao lâu</translation>
    </message>
    <message>
        <source>Frequency</source>
        <translation>Tần suất</translation>
    </message>
    <message>
        <source>How often a key is used (LFU counter)</source>
        <translation>Key được dùng thường xuyên đến mức nào (bộ đếm LFU)</translation>
    </message>
    <message>
        <source>Colour tiles by</source>
        <translation>Tô màu ô theo</translation>
    </message>
    <message>
        <source>%1 of %2 keys</source>
        <translation>%1/%2 key</translation>
    </message>
    <message>
        <source>%1 of %2 MB</source>
        <translation>%1/%2 MB</translation>
    </message>
    <message>
        <source>not cached</source>
        <translation>chưa có trong cache</translation>
    </message>
    <message>
        <source>no TTL</source>
        <translation>không có TTL</translation>
    </message>
    <message>
        <source>No cache in this run yet.</source>
        <translation>Lần chạy này chưa có cache.</translation>
    </message>
    <message>
        <source>%1 of %2 keys are in the cache %3.</source>
        <translation>%1/%2 key đang có trong cache %3.</translation>
    </message>
    <message>
        <source>Keys in the cache</source>
        <translation>Số key trong cache</translation>
    </message>
    <message>
        <source>Products</source>
        <translation>Số sản phẩm</translation>
    </message>
    <message>
        <source>Tiles: %1</source>
        <translation>Số ô: %1</translation>
    </message>
    <message>
        <source>a tile for every %1th product</source>
        <translation>cứ %1 sản phẩm có một ô</translation>
    </message>
    <message>
        <source>The cluster %1 is %2.</source>
        <translation>Cluster %1 đang ở trạng thái %2.</translation>
    </message>
    <message>
        <source>%1: not cached</source>
        <translation>%1: chưa có trong cache</translation>
    </message>
    <message>
        <source>%1: no TTL</source>
        <translation>%1: không có TTL</translation>
    </message>
    <message>
        <source>%1: expires in %2</source>
        <translation>%1: hết hạn sau %2</translation>
    </message>
    <message>
        <source>%1: last used %2 ago</source>
        <translation>%1: dùng lần cuối cách đây %2</translation>
    </message>
    <message>
        <source>%1: frequency %2</source>
        <translation>%1: tần suất %2</translation>
    </message>
    <message>
        <source>Left by</source>
        <translation>Lý do mất</translation>
    </message>
    <message>
        <source>Why a key that is not there left: expired, evicted or deleted</source>
        <translation>Vì sao key không còn: hết hạn, bị loại bỏ hoặc bị xóa</translation>
    </message>
    <message>
        <source>never there</source>
        <translation>chưa từng có</translation>
    </message>
    <message>
        <source>in the cache</source>
        <translation>có trong cache</translation>
    </message>
    <message>
        <source>expired</source>
        <translation>hết hạn</translation>
    </message>
    <message>
        <source>evicted</source>
        <translation>bị loại bỏ</translation>
    </message>
    <message>
        <source>evicted (%1)</source>
        <translation>bị loại bỏ (%1)</translation>
    </message>
    <message>
        <source>deleted</source>
        <translation>bị xóa</translation>
    </message>
    <message>
        <source>framed: yours</source>
        <translation>có khung: của bạn</translation>
    </message>
    <message>
        <source>%1: expired</source>
        <translation>%1: đã hết hạn</translation>
    </message>
    <message>
        <source>%1: evicted</source>
        <translation>%1: đã bị loại bỏ</translation>
    </message>
    <message>
        <source>%1: deleted</source>
        <translation>%1: đã bị xóa</translation>
    </message>
    <message>
        <source>%1: in the cache</source>
        <translation>%1: có trong cache</translation>
    </message>
</context>
<context>
    <name>maylab::app::LabCard</name>
    <message>
        <source>Day %1</source>
        <translation>Thứ %1</translation>
    </message>
    <message>
        <source>This lab is not in this version yet.</source>
        <translation>Bài lab này chưa có trong phiên bản hiện tại.</translation>
    </message>
    <message>
        <source>First: %1</source>
        <translation>Bước đầu: %1</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n steps</source>
        <translation>
            <numerusform>%1/%n bước</numerusform>
        </translation>
    </message>
    <message>
        <source>about %1</source>
        <translation>khoảng %1</translation>
    </message>
    <message>
        <source>Debrief</source>
        <translation>Tổng kết</translation>
    </message>
    <message>
        <source>Debrief of %1</source>
        <translation>Tổng kết %1</translation>
    </message>
</context>
<context>
    <name>maylab::app::LabChartModel</name>
    <message>
        <source>goal %1</source>
        <translation>mục tiêu %1</translation>
    </message>
</context>
<context>
    <name>maylab::app::LabPage</name>
    <message>
        <source>Step</source>
        <translation>Bước</translation>
    </message>
    <message>
        <source>Controls</source>
        <translation>Điều khiển</translation>
    </message>
    <message>
        <source>Start this step again</source>
        <translation>Làm lại bước này</translation>
    </message>
    <message>
        <source>Start this step again? The goals begin anew; what the worklog has is kept.</source>
        <translation>Làm lại bước này? Các mục tiêu sẽ tính lại từ đầu, còn những gì đã có trong worklog vẫn được giữ.</translation>
    </message>
    <message>
        <source>Start again</source>
        <translation>Làm lại</translation>
    </message>
    <message>
        <source>Go on with this run</source>
        <translation>Tiếp tục lần chạy này</translation>
    </message>
    <message>
        <source>Lab</source>
        <translation>Bài lab</translation>
    </message>
    <message>
        <source>Day %1 · %2</source>
        <translation>Thứ %1 · %2</translation>
    </message>
    <message>
        <source>This step is not in the catalog any more.</source>
        <translation>Bước này không còn trong danh mục bài lab.</translation>
    </message>
    <message>
        <source>Preparing the step</source>
        <translation>Đang chuẩn bị bước này</translation>
    </message>
    <message>
        <source>The story so far is played again, out of sight.</source>
        <translation>Diễn biến của các bước trước đang được chạy lại ngầm.</translation>
    </message>
    <message>
        <source>The step could not go on.</source>
        <translation>Không thể tiếp tục bước này.</translation>
    </message>
    <message>
        <source>Done: %1. %2 of %3.</source>
        <translation>Đạt: %1. %2/%3 mục tiêu.</translation>
    </message>
    <message>
        <source>Noticed: %1</source>
        <translation>Nhận thấy: %1</translation>
    </message>
    <message>
        <source>It worked today, not on another day.</source>
        <translation>Hôm nay thì ổn, nhưng ở một ngày khác thì không.</translation>
    </message>
    <message>
        <source>Step done: %1</source>
        <translation>Hoàn thành bước: %1</translation>
    </message>
    <message>
        <source>Understood: %1</source>
        <translation>Đã hiểu: %1</translation>
    </message>
    <message>
        <source>Why?</source>
        <translation>Vì sao?</translation>
    </message>
    <message>
        <source>Keyspace</source>
        <translation>Keyspace</translation>
    </message>
    <message>
        <source>Slots</source>
        <translation>Slot</translation>
    </message>
    <message>
        <source>Replication</source>
        <translation>Sao chép</translation>
    </message>
    <message>
        <source>Home page</source>
        <translation>Trang chủ</translation>
    </message>
    <message>
        <source>Slabs</source>
        <translation>Slab</translation>
    </message>
    <message>
        <source>Shop</source>
        <translation>Cửa hàng</translation>
    </message>
    <message>
        <source>Refused: %1</source>
        <translation>Bị từ chối: %1</translation>
    </message>
    <message>
        <source>Alarm</source>
        <translation>Alarm</translation>
    </message>
    <message>
        <source>Strips</source>
        <translation>Dải điểm</translation>
    </message>
    <message>
        <source>Dashboard</source>
        <translation>Dashboard</translation>
    </message>
    <message>
        <source>Histogram</source>
        <translation>Histogram</translation>
    </message>
    <message>
        <source>Periods</source>
        <translation>Period</translation>
    </message>
    <message>
        <source>Dimensions</source>
        <translation>Dimension</translation>
    </message>
</context>
<context>
    <name>maylab::app::LiveChart</name>
    <message>
        <source>Save picture or data</source>
        <translation>Lưu ảnh hoặc dữ liệu</translation>
    </message>
    <message>
        <source>Picture (*.png);;Drawing (*.svg);;Data (*.csv)</source>
        <translation>Ảnh (*.png);;Hình vector (*.svg);;Dữ liệu (*.csv)</translation>
    </message>
    <message>
        <source>Not saved</source>
        <translation>Chưa lưu được</translation>
    </message>
    <message>
        <source>virtual time, min:s</source>
        <translation>thời gian mô phỏng, phút:giây</translation>
    </message>
    <message>
        <source>min:s</source>
        <translation>phút:giây</translation>
    </message>
    <message>
        <source>%1 cannot be written: %2</source>
        <translation>Không ghi được %1: %2</translation>
    </message>
    <message>
        <source>The name must end in .png, .svg or .csv.</source>
        <translation>Tên tệp phải kết thúc bằng .png, .svg hoặc .csv.</translation>
    </message>
    <message>
        <source>From %1 to %2.</source>
        <translation>Từ %1 đến %2.</translation>
    </message>
    <message>
        <source>%1: no data yet.</source>
        <translation>%1: chưa có dữ liệu.</translation>
    </message>
    <message>
        <source>%1: now %2, lowest %3, highest %4.</source>
        <translation>%1: hiện tại %2, thấp nhất %3, cao nhất %4.</translation>
    </message>
    <message>
        <source>%1 as table</source>
        <translation>%1 dạng bảng</translation>
    </message>
</context>
<context>
    <name>maylab::app::LoadingState</name>
    <message>
        <source>Stop</source>
        <translation>Dừng</translation>
    </message>
</context>
<context>
    <name>maylab::app::MainWindow</name>
    <message>
        <source>View</source>
        <translation>Hiển thị</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Ngôn ngữ</translation>
    </message>
    <message>
        <source>Program</source>
        <translation>Chương trình</translation>
    </message>
    <message>
        <source>Find a command</source>
        <translation>Tìm lệnh</translation>
    </message>
    <message>
        <source>Open the menu</source>
        <translation>Mở menu</translation>
    </message>
    <message>
        <source>Next pane</source>
        <translation>Khung tiếp theo</translation>
    </message>
    <message>
        <source>Previous pane</source>
        <translation>Khung trước</translation>
    </message>
    <message>
        <source>Switch between light and dark theme</source>
        <translation>Chuyển giao diện sáng, tối</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>Toàn màn hình</translation>
    </message>
    <message>
        <source>Larger text</source>
        <translation>Tăng cỡ chữ</translation>
    </message>
    <message>
        <source>Smaller text</source>
        <translation>Giảm cỡ chữ</translation>
    </message>
    <message>
        <source>English</source>
        <translation>Tiếng Anh</translation>
    </message>
    <message>
        <source>Vietnamese</source>
        <translation>Tiếng Việt</translation>
    </message>
    <message>
        <source>English and Vietnamese</source>
        <translation>Tiếng Anh và tiếng Việt</translation>
    </message>
    <message>
        <source>Help and keys</source>
        <translation>Trợ giúp và phím tắt</translation>
    </message>
    <message>
        <source>Close the program</source>
        <translation>Đóng chương trình</translation>
    </message>
    <message>
        <source>Page</source>
        <translation>Trang</translation>
    </message>
</context>
<context>
    <name>maylab::app::MessageBar</name>
    <message>
        <source>Close this message</source>
        <translation>Đóng thông báo này</translation>
    </message>
</context>
<context>
    <name>maylab::app::NavigationRail</name>
    <message>
        <source>Navigation</source>
        <translation>Điều hướng</translation>
    </message>
    <message>
        <source>Week</source>
        <translation>Tuần</translation>
    </message>
    <message>
        <source>Labs of the week</source>
        <translation>Các bài lab trong tuần</translation>
    </message>
    <message>
        <source>Worklog</source>
        <translation>Worklog</translation>
    </message>
    <message>
        <source>Preferences</source>
        <translation>Cài đặt</translation>
    </message>
</context>
<context>
    <name>maylab::app::PeriodsPanel</name>
    <message>
        <source>Period and statistic</source>
        <translation>Period và thống kê</translation>
    </message>
    <message>
        <source>Statistic</source>
        <translation>Thống kê</translation>
    </message>
    <message>
        <source>You asked for %1, period %2.</source>
        <translation>Bạn đã hỏi %1, period %2.</translation>
    </message>
    <message>
        <source>Period %1, %2 to %3 UTC</source>
        <translation>Period %1, %2 đến %3 UTC</translation>
    </message>
    <message>
        <source>no data</source>
        <translation>không có dữ liệu</translation>
    </message>
    <message>
        <source>No metric to show yet: this view follows the one that the step names.</source>
        <translation>Chưa có metric để hiển thị: khung này theo metric mà bước học nêu ra.</translation>
    </message>
    <message>
        <source>%1 has no data yet.</source>
        <translation>%1 chưa có dữ liệu.</translation>
    </message>
    <message>
        <source>%1 has no %2: data sent as statistic sets, or below zero, keep no percentiles.</source>
        <translation>%1 không có %2: dữ liệu gửi dạng statistic set, hoặc có giá trị âm, không giữ được percentile.</translation>
    </message>
    <message>
        <source>The tallest: %1.</source>
        <translation>Cao nhất: %1.</translation>
    </message>
    <message>
        <source>Tallest at period %1</source>
        <translation>Cao nhất với period %1</translation>
    </message>
    <message>
        <source>Period %1 (high resolution) can be read for</source>
        <translation>Period %1 (high resolution) đọc được trong</translation>
    </message>
    <message>
        <source>Period %1 can be read for</source>
        <translation>Period %1 đọc được trong</translation>
    </message>
    <message>
        <source>%1 h</source>
        <translation>%1 giờ</translation>
    </message>
    <message>
        <source>%1 days</source>
        <translation>%1 ngày</translation>
    </message>
    <message>
        <source>kept %1 days</source>
        <translation>giữ %1 ngày</translation>
    </message>
    <message>
        <source>finest period that can be read, by the age of the data</source>
        <translation>period nhỏ nhất còn đọc được, theo tuổi của dữ liệu</translation>
    </message>
    <message>
        <source>now</source>
        <translation>bây giờ</translation>
    </message>
    <message>
        <source>%1, high resolution only</source>
        <translation>%1, chỉ với high resolution</translation>
    </message>
    <message>
        <source>shown</source>
        <translation>đang hiển thị</translation>
    </message>
    <message>
        <source>All rows have one scale.</source>
        <translation>Mọi hàng dùng chung một thang đo.</translation>
    </message>
    <message>
        <source>Each row has its own scale: a sum grows with its period.</source>
        <translation>Mỗi hàng có thang đo riêng: Sum lớn dần theo period.</translation>
    </message>
    <message>
        <source>all the same: %1</source>
        <translation>đều bằng %1</translation>
    </message>
    <message>
        <source>Period %1: %2.</source>
        <translation>Period %1: %2.</translation>
    </message>
</context>
<context>
    <name>maylab::app::PortsFact</name>
    <message>
        <source>Loopback ports: on, only this computer can reach them</source>
        <translation>Cổng loopback: bật, chỉ máy này truy cập được</translation>
    </message>
    <message>
        <source>Copy the command</source>
        <translation>Sao chép lệnh</translation>
    </message>
    <message>
        <source>Close the ports</source>
        <translation>Đóng các cổng</translation>
    </message>
</context>
<context>
    <name>maylab::app::PredictionCard</name>
    <message>
        <source>You %1. The program now shows what happens.</source>
        <translation>Bạn đoán %1. Chương trình sẽ cho xem điều gì xảy ra.</translation>
    </message>
    <message>
        <source>You %1.</source>
        <translation>Bạn đoán %1.</translation>
    </message>
    <message>
        <source>You %1, measured %2, off by %3.</source>
        <translation>Bạn đoán %1, đo được %2, lệch %3.</translation>
    </message>
    <message>
        <source>Predict, then run</source>
        <translation>Dự đoán rồi chạy</translation>
    </message>
    <message>
        <source>Lock in and run</source>
        <translation>Chốt dự đoán và chạy</translation>
    </message>
    <message>
        <source>A number between %1 and %2.</source>
        <translation>Một số từ %1 đến %2.</translation>
    </message>
</context>
<context>
    <name>maylab::app::PreferencesPage</name>
    <message>
        <source>Preferences</source>
        <translation>Cài đặt</translation>
    </message>
    <message>
        <source>Language and look</source>
        <translation>Ngôn ngữ và giao diện</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Ngôn ngữ</translation>
    </message>
    <message>
        <source>With both, the text of a step is shown in the two languages; menus and buttons use your system&apos;s.</source>
        <translation>Nếu chọn cả hai, nội dung của bước hiển thị bằng hai ngôn ngữ; menu và nút dùng ngôn ngữ của hệ thống.</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Giao diện sáng, tối</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Theo hệ thống</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Sáng</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Tối</translation>
    </message>
    <message>
        <source>Text size</source>
        <translation>Cỡ chữ</translation>
    </message>
    <message>
        <source>Reduced motion</source>
        <translation>Giảm chuyển động</translation>
    </message>
    <message>
        <source>Panes open at once, dots are shown where they end.</source>
        <translation>Các khung mở ngay lập tức, các chấm hiển thị ngay tại điểm đến.</translation>
    </message>
    <message>
        <source>Learning</source>
        <translation>Học tập</translation>
    </message>
    <message>
        <source>Pause while I read</source>
        <translation>Tạm dừng trong lúc đọc</translation>
    </message>
    <message>
        <source>The clock waits while a hint or Why? is open.</source>
        <translation>Đồng hồ chờ khi đang mở gợi ý hoặc Vì sao?</translation>
    </message>
    <message>
        <source>Speed at the start of a step</source>
        <translation>Tốc độ khi bắt đầu một bước</translation>
    </message>
    <message>
        <source>At 60x one minute of virtual time takes one second.</source>
        <translation>Ở 60x, một phút thời gian mô phỏng chỉ mất một giây.</translation>
    </message>
    <message>
        <source>Your profile</source>
        <translation>Hồ sơ học tập</translation>
    </message>
    <message>
        <source>Place of your profile: %1</source>
        <translation>Nơi lưu hồ sơ: %1</translation>
    </message>
    <message>
        <source>Progress, runs and notes are kept in this folder. Copy it to take them along.</source>
        <translation>Tiến trình, lần chạy và ghi chú được lưu trong thư mục này. Sao chép thư mục để mang theo.</translation>
    </message>
    <message>
        <source>Open the folder</source>
        <translation>Mở thư mục</translation>
    </message>
    <message>
        <source>These preferences were written by a newer version. Changes hold until the program is closed.</source>
        <translation>Các cài đặt này được ghi bởi phiên bản mới hơn. Thay đổi chỉ có hiệu lực cho đến khi đóng chương trình.</translation>
    </message>
    <message>
        <source>Real clients</source>
        <translation>Client thật</translation>
    </message>
    <message>
        <source>Let real clients in</source>
        <translation>Cho client thật kết nối</translation>
    </message>
    <message>
        <source>`redis-cli` and other programs on this computer reach the lab&apos;s caches, on 127.0.0.1 and ::1 only. What they do counts for the goals. Off again when the program is closed.</source>
        <translation>`redis-cli` và các chương trình khác trên máy này kết nối được tới các cache của bài lab, chỉ qua 127.0.0.1 và ::1. Những gì chúng làm được tính cho mục tiêu. Tự tắt khi đóng chương trình.</translation>
    </message>
</context>
<context>
    <name>maylab::app::QuestionCard</name>
    <message>
        <source>Say why</source>
        <translation>Giải thích vì sao</translation>
    </message>
    <message>
        <source>Exam question</source>
        <translation>Câu hỏi luyện thi</translation>
    </message>
    <message>
        <source>I know this</source>
        <translation>Đã biết phần này</translation>
    </message>
    <message>
        <source>Right. This step counts as understood.</source>
        <translation>Đúng. Bước này được tính là đã hiểu.</translation>
    </message>
    <message>
        <source>Right.</source>
        <translation>Đúng.</translation>
    </message>
    <message>
        <source>This is the answer. The step stays done, not understood.</source>
        <translation>Đây là đáp án. Bước này vẫn hoàn thành nhưng chưa được tính là đã hiểu.</translation>
    </message>
    <message>
        <source>This is the answer.</source>
        <translation>Đây là đáp án.</translation>
    </message>
    <message>
        <source>Not this one. One more try.</source>
        <translation>Chưa đúng. Hãy thử thêm một lần.</translation>
    </message>
</context>
<context>
    <name>maylab::app::RailModel</name>
    <message>
        <source>%1 comes in a later version</source>
        <translation>%1 sẽ có ở phiên bản sau</translation>
    </message>
    <message>
        <source>%1, %2 % done</source>
        <translation>%1, hoàn thành %2 %</translation>
    </message>
</context>
<context>
    <name>maylab::app::ReplayDrawing</name>
    <message>
        <source>The same signal, other rules</source>
        <translation>Cùng tín hiệu, quy tắc khác</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1/%2</translation>
    </message>
    <message>
        <source>%1 of %2 at %3</source>
        <translation>%1/%2, ngưỡng %3</translation>
    </message>
    <message>
        <source>The replay has not begun.</source>
        <translation>Chưa bắt đầu phát lại.</translation>
    </message>
    <message>
        <source>Episodes: %1, changes outside incidents: %2</source>
        <translation>Số lần ALARM: %1, đổi trạng thái ngoài sự cố: %2</translation>
    </message>
    <message>
        <source>Incident %1, %2: found after %3</source>
        <translation>Sự cố %1, %2: phát hiện sau %3</translation>
    </message>
    <message>
        <source>min</source>
        <translation>phút</translation>
    </message>
    <message>
        <source>Incident %1, %2: not found</source>
        <translation>Sự cố %1, %2: không phát hiện</translation>
    </message>
    <message>
        <source>Replay at %1 of %2.</source>
        <translation>Đang phát lại %1/%2.</translation>
    </message>
    <message>
        <source>Rule %1 (yours)</source>
        <translation>Quy tắc %1 (của bạn)</translation>
    </message>
    <message>
        <source>Rule %1</source>
        <translation>Quy tắc %1</translation>
    </message>
    <message>
        <source>episodes %1, late %2, outside %3</source>
        <translation>%1 lần ALARM, trễ %2, ngoài sự cố %3</translation>
    </message>
    <message>
        <source>Rule</source>
        <translation>Quy tắc</translation>
    </message>
    <message>
        <source>Episodes</source>
        <translation>Lần ALARM</translation>
    </message>
    <message>
        <source>Late, min</source>
        <translation>Trễ, phút</translation>
    </message>
    <message>
        <source>Outside</source>
        <translation>Ngoài</translation>
    </message>
    <message>
        <source>+%1 more</source>
        <translation>+%1 nữa</translation>
    </message>
    <message>
        <source>The night with gaps</source>
        <translation>Đêm mất dữ liệu</translation>
    </message>
    <message>
        <source>The night with three incidents</source>
        <translation>Đêm có ba sự cố</translation>
    </message>
    <message>
        <source>As needed so far: %1 of %2</source>
        <translation>Đúng yêu cầu đến giờ: %1/%2</translation>
    </message>
    <message>
        <source>Messages: %1, outside incidents: %2</source>
        <translation>Thông báo: %1, ngoài sự cố: %2</translation>
    </message>
    <message>
        <source>Incident %1: not over yet</source>
        <translation>Sự cố %1: chưa xong</translation>
    </message>
    <message>
        <source>Incident %1, %2: messages %3</source>
        <translation>Sự cố %1, %2: %3 thông báo</translation>
    </message>
    <message>
        <source>as needed, all night</source>
        <translation>đúng yêu cầu cả đêm</translation>
    </message>
    <message>
        <source>as needed so far</source>
        <translation>đúng yêu cầu đến giờ</translation>
    </message>
    <message>
        <source>differs in %1, from %2: %3, needed %4</source>
        <translation>khác %1, từ %2: %3, cần %4</translation>
    </message>
    <message>
        <source>Grey: the deployment, %1.</source>
        <translation>Màu xám: đợt triển khai, %1.</translation>
    </message>
    <message>
        <source>What other rules would have done is told when the replay is over.</source>
        <translation>Quy tắc khác sẽ ra sao: xem khi phát lại xong.</translation>
    </message>
    <message>
        <source>States of %1</source>
        <translation>Trạng thái của %1</translation>
    </message>
</context>
<context>
    <name>maylab::app::ReplicationPanel</name>
    <message>
        <source>Replication</source>
        <translation>Sao chép</translation>
    </message>
    <message>
        <source>Why?</source>
        <translation>Vì sao?</translation>
    </message>
    <message>
        <source>Why was this replica promoted?</source>
        <translation>Vì sao replica này được đưa lên làm primary?</translation>
    </message>
    <message>
        <source>Previous shard</source>
        <translation>Shard trước</translation>
    </message>
    <message>
        <source>Next shard</source>
        <translation>Shard sau</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1/%2</translation>
    </message>
    <message>
        <source>Multi-AZ</source>
        <translation>Multi-AZ</translation>
    </message>
    <message>
        <source>no Multi-AZ</source>
        <translation>không Multi-AZ</translation>
    </message>
    <message numerus="yes">
        <source>%n lost write(s)</source>
        <translation>
            <numerusform>mất %n lệnh ghi</numerusform>
        </translation>
    </message>
    <message>
        <source>List of the lost writes</source>
        <translation>Danh sách lệnh ghi bị mất</translation>
    </message>
    <message>
        <source>down</source>
        <translation>ngừng chạy</translation>
    </message>
    <message>
        <source>primary</source>
        <translation>primary</translation>
    </message>
    <message>
        <source>takes a full copy, %1 left</source>
        <translation>đang chép toàn bộ, còn %1</translation>
    </message>
    <message>
        <source>catches up, %1 left</source>
        <translation>đang đuổi kịp, còn %1</translation>
    </message>
    <message>
        <source>link down</source>
        <translation>mất kết nối</translation>
    </message>
    <message>
        <source>replica</source>
        <translation>replica</translation>
    </message>
    <message>
        <source>offset %1</source>
        <translation>offset %1</translation>
    </message>
    <message>
        <source>lag %1</source>
        <translation>trễ %1</translation>
    </message>
    <message>
        <source>%1 behind</source>
        <translation>chậm %1</translation>
    </message>
    <message>
        <source>The client asks the configuration endpoint for the slots; no name moves.</source>
        <translation>Client hỏi configuration endpoint để biết các slot; không tên nào phải đổi.</translation>
    </message>
    <message>
        <source>The primary endpoint is %1, and DNS says so.</source>
        <translation>Primary endpoint là %1, DNS cũng trả lời như vậy.</translation>
    </message>
    <message>
        <source>The primary endpoint is %1; DNS still answers %2, for %3.</source>
        <translation>Primary endpoint là %1; DNS còn trả lời %2 trong %3 nữa.</translation>
    </message>
    <message>
        <source>Nothing is on its way: every replica has everything.</source>
        <translation>Không có gì đang trên đường: mọi replica đã có đủ.</translation>
    </message>
    <message>
        <source>Writes on their way: %1, the newest: %2</source>
        <translation>Lệnh ghi đang trên đường: %1, mới nhất: %2</translation>
    </message>
    <message>
        <source>%1 was told to step down at %2</source>
        <translation>%1 được yêu cầu nhường vai trò lúc %2</translation>
    </message>
    <message>
        <source>%1 was lost at %2</source>
        <translation>mất %1 lúc %2</translation>
    </message>
    <message>
        <source>detected after %1</source>
        <translation>phát hiện sau %1</translation>
    </message>
    <message>
        <source>%1 promoted after %2</source>
        <translation>%1 lên làm primary sau %2</translation>
    </message>
    <message>
        <source>DNS after %1</source>
        <translation>DNS đổi sau %1</translation>
    </message>
    <message>
        <source>acknowledged writes lost: %1</source>
        <translation>lệnh ghi đã xác nhận bị mất: %1</translation>
    </message>
    <message>
        <source>too much was lost to list it</source>
        <translation>mất quá nhiều nên không liệt kê được</translation>
    </message>
    <message>
        <source>No replication group in this run yet.</source>
        <translation>Lượt chạy này chưa có replication group nào.</translation>
    </message>
    <message>
        <source>No primary for %1: writes fail.</source>
        <translation>Không có primary trong %1: lệnh ghi thất bại.</translation>
    </message>
    <message>
        <source>%1: offset</source>
        <translation>%1: offset</translation>
    </message>
    <message>
        <source>%1: lag</source>
        <translation>%1: độ trễ</translation>
    </message>
    <message>
        <source>%1: behind</source>
        <translation>%1: chậm</translation>
    </message>
    <message>
        <source>Primary endpoint</source>
        <translation>Primary endpoint</translation>
    </message>
    <message>
        <source>DNS answers</source>
        <translation>DNS trả lời</translation>
    </message>
    <message>
        <source>Failover: primary lost</source>
        <translation>Failover: mất primary</translation>
    </message>
    <message>
        <source>Failover: detected</source>
        <translation>Failover: phát hiện</translation>
    </message>
    <message>
        <source>Failover: promoted</source>
        <translation>Failover: có primary mới</translation>
    </message>
    <message>
        <source>Failover: DNS changed</source>
        <translation>Failover: DNS đổi</translation>
    </message>
    <message>
        <source>Acknowledged writes lost</source>
        <translation>Lệnh ghi đã xác nhận bị mất</translation>
    </message>
    <message>
        <source>Lost: %1</source>
        <translation>Đã mất: %1</translation>
    </message>
    <message>
        <source>lost</source>
        <translation>mất</translation>
    </message>
    <message>
        <source>detected</source>
        <translation>phát hiện</translation>
    </message>
    <message>
        <source>promoted</source>
        <translation>primary mới</translation>
    </message>
    <message>
        <source>stepped down</source>
        <translation>nhường vai trò</translation>
    </message>
    <message>
        <source>Test failover</source>
        <translation>Thử failover</translation>
    </message>
    <message>
        <source>Failover</source>
        <translation>Failover</translation>
    </message>
    <message>
        <source>lost writes: %1</source>
        <translation>lệnh ghi bị mất: %1</translation>
    </message>
    <message>
        <source>lost writes: unknown</source>
        <translation>lệnh ghi bị mất: không rõ</translation>
    </message>
    <message>
        <source>The group %1 is %2.</source>
        <translation>Nhóm %1 đang %2.</translation>
    </message>
    <message>
        <source>written</source>
        <translation>đã ghi</translation>
    </message>
    <message>
        <source>+%1 more</source>
        <translation>+%1 nữa</translation>
    </message>
</context>
<context>
    <name>maylab::app::ReplyCard</name>
    <message>
        <source>Copy %1</source>
        <translation>Sao chép %1</translation>
    </message>
    <message>
        <source>The service answered:</source>
        <translation>Dịch vụ trả lời:</translation>
    </message>
</context>
<context>
    <name>maylab::app::ShopPanel</name>
    <message>
        <source>from the database</source>
        <translation>từ database</translation>
    </message>
    <message>
        <source>hit</source>
        <translation>hit</translation>
    </message>
    <message>
        <source>stale hit</source>
        <translation>hit dữ liệu cũ</translation>
    </message>
    <message>
        <source>miss</source>
        <translation>miss</translation>
    </message>
    <message>
        <source>503</source>
        <translation>503</translation>
    </message>
    <message>
        <source>The shop</source>
        <translation>Shop</translation>
    </message>
    <message>
        <source>%1 requests/s</source>
        <translation>%1 request/s</translation>
    </message>
    <message>
        <source>%1 of %2 busy</source>
        <translation>bận %1/%2</translation>
    </message>
    <message>
        <source>%1 waiting</source>
        <translation>%1 đang chờ</translation>
    </message>
    <message>
        <source>%1/s</source>
        <translation>%1/s</translation>
    </message>
    <message>
        <source>No shop in this run.</source>
        <translation>Lần chạy này không có shop.</translation>
    </message>
    <message>
        <source>Database connections: %1, %2.</source>
        <translation>Kết nối database: %1, %2.</translation>
    </message>
    <message>
        <source>The cache %1 answers.</source>
        <translation>Cache %1 đang phản hồi.</translation>
    </message>
    <message>
        <source>The cache cannot be reached.</source>
        <translation>Không kết nối được tới cache.</translation>
    </message>
    <message>
        <source>Requests asked for</source>
        <translation>Request gửi đến</translation>
    </message>
    <message>
        <source>Database connections in use</source>
        <translation>Kết nối database đang dùng</translation>
    </message>
    <message>
        <source>Waiting for a connection</source>
        <translation>Đang chờ kết nối</translation>
    </message>
    <message>
        <source>Answers: %1</source>
        <translation>Câu trả lời: %1</translation>
    </message>
    <message>
        <source>One query takes</source>
        <translation>Thời gian mỗi truy vấn</translation>
    </message>
    <message>
        <source>Visitors</source>
        <translation>Khách</translation>
    </message>
    <message>
        <source>Application</source>
        <translation>Ứng dụng</translation>
    </message>
    <message>
        <source>Database</source>
        <translation>Database</translation>
    </message>
    <message>
        <source>%1, limit %2</source>
        <translation>%1, tối đa %2</translation>
    </message>
    <message>
        <source>no cache</source>
        <translation>không cache</translation>
    </message>
    <message>
        <source>Cache %1</source>
        <translation>Cache %1</translation>
    </message>
    <message>
        <source>cannot be reached</source>
        <translation>không kết nối được</translation>
    </message>
    <message>
        <source>hit ratio %1</source>
        <translation>tỷ lệ cache hit %1</translation>
    </message>
    <message>
        <source>no request yet</source>
        <translation>chưa có request</translation>
    </message>
    <message>
        <source>Request %1: product:%2, %3, %4</source>
        <translation>Request %1: product:%2, %3, %4</translation>
    </message>
    <message>
        <source>1 dot: %1 requests</source>
        <translation>1 chấm: %1 request</translation>
    </message>
</context>
<context>
    <name>maylab::app::SlabPanel</name>
    <message>
        <source>Slab classes</source>
        <translation>Các slab class</translation>
    </message>
    <message>
        <source>%1 items, %2 of %3 in pages</source>
        <translation>%1 item, %2/%3 đã chia page</translation>
    </message>
    <message>
        <source>hot</source>
        <translation>nóng</translation>
    </message>
    <message>
        <source>warm</source>
        <translation>ấm</translation>
    </message>
    <message>
        <source>cold</source>
        <translation>nguội</translation>
    </message>
    <message>
        <source>free</source>
        <translation>trống</translation>
    </message>
    <message>
        <source>Class %1, chunks of %2: pages %3, chunks used %4 of %5, hot %6, warm %7, cold %8, evicted %9</source>
        <translation>Class %1, chunk %2: %3 page, dùng %4/%5 chunk, %6 nóng, %7 ấm, %8 nguội, %9 bị loại bỏ</translation>
    </message>
    <message>
        <source>%1 refused for want of memory</source>
        <translation>%1 bị từ chối vì thiếu bộ nhớ</translation>
    </message>
    <message>
        <source>%1: no request yet</source>
        <translation>%1: chưa có request</translation>
    </message>
    <message>
        <source>%1: hit ratio %2</source>
        <translation>%1: hit ratio %2</translation>
    </message>
    <message>
        <source>%1: hit ratio %2, last window %3</source>
        <translation>%1: hit ratio %2, cửa sổ cuối %3</translation>
    </message>
    <message>
        <source>popular keys, %1 done</source>
        <translation>key phổ biến, xong %1</translation>
    </message>
    <message>
        <source>a crawler, %1 done</source>
        <translation>crawler, xong %1</translation>
    </message>
    <message>
        <source>after the crawler, %1 done</source>
        <translation>sau crawler, xong %1</translation>
    </message>
    <message>
        <source>finished</source>
        <translation>đã xong</translation>
    </message>
    <message>
        <source>not begun</source>
        <translation>chưa bắt đầu</translation>
    </message>
    <message>
        <source>No Memcached node in this run yet.</source>
        <translation>Lượt chạy này chưa có node Memcached nào.</translation>
    </message>
    <message numerus="yes">
        <source>%1 of %2: %n slab class(es), %3 evictions.</source>
        <translation>
            <numerusform>%1 của %2: %n slab class, %3 lần loại bỏ.</numerusform>
        </translation>
    </message>
    <message>
        <source>Same requests for both: %1.</source>
        <translation>Cùng một luồng request cho cả hai: %1.</translation>
    </message>
    <message>
        <source>class %1 (%2)</source>
        <translation>class %1 (%2)</translation>
    </message>
    <message>
        <source>%1: pages</source>
        <translation>%1: page</translation>
    </message>
    <message>
        <source>%1: chunks used</source>
        <translation>%1: chunk đã dùng</translation>
    </message>
    <message>
        <source>%1: hot, warm, cold</source>
        <translation>%1: nóng, ấm, nguội</translation>
    </message>
    <message>
        <source>%1: evicted</source>
        <translation>%1: bị loại bỏ</translation>
    </message>
    <message>
        <source>%1: wasted in its chunks</source>
        <translation>%1: phần thừa trong chunk</translation>
    </message>
    <message>
        <source>%1: hit ratio of all</source>
        <translation>%1: hit ratio toàn bộ</translation>
    </message>
    <message>
        <source>%1: window %2</source>
        <translation>%1: cửa sổ %2</translation>
    </message>
    <message>
        <source>class</source>
        <translation>class</translation>
    </message>
    <message>
        <source>pages</source>
        <translation>page</translation>
    </message>
    <message>
        <source>chunks</source>
        <translation>chunk</translation>
    </message>
    <message>
        <source>evicted</source>
        <translation>bị loại bỏ</translation>
    </message>
    <message>
        <source>Hit ratio per window</source>
        <translation>Hit ratio theo cửa sổ</translation>
    </message>
    <message>
        <source>+%1 more</source>
        <translation>+%1 nữa</translation>
    </message>
    <message>
        <source>crawler</source>
        <translation>crawler</translation>
    </message>
    <message>
        <source>No class has a page yet: nothing was stored.</source>
        <translation>Chưa class nào có page: chưa lưu gì cả.</translation>
    </message>
</context>
<context>
    <name>maylab::app::SlotMapPanel</name>
    <message>
        <source>Slots and shards</source>
        <translation>Slot và shard</translation>
    </message>
    <message>
        <source>slot of a key</source>
        <translation>slot của key</translation>
    </message>
    <message>
        <source>Find the slot of a key</source>
        <translation>Tìm slot của một key</translation>
    </message>
    <message>
        <source>Why?</source>
        <translation>Vì sao?</translation>
    </message>
    <message>
        <source>Why was a client sent elsewhere?</source>
        <translation>Vì sao client được chỉ sang nơi khác?</translation>
    </message>
    <message>
        <source>%1, cluster mode</source>
        <translation>%1, cluster mode</translation>
    </message>
    <message>
        <source>%1, no cluster mode</source>
        <translation>%1, không cluster mode</translation>
    </message>
    <message>
        <source>nobody</source>
        <translation>không ai</translation>
    </message>
    <message>
        <source>slot %1: %2, migrating to %3, keys left: %4</source>
        <translation>slot %1: %2, đang chuyển sang %3, còn %4 key</translation>
    </message>
    <message>
        <source>slot %1: nobody serves it</source>
        <translation>slot %1: không ai phục vụ</translation>
    </message>
    <message>
        <source>slot %1: %2</source>
        <translation>slot %1: %2</translation>
    </message>
    <message>
        <source>%1 of %2 slots have moved</source>
        <translation>đã chuyển %1/%2 slot</translation>
    </message>
    <message>
        <source>%1: engine CPU %2, %3 operations/s, %4 keys</source>
        <translation>%1: CPU của engine %2, %3 thao tác/s, %4 key</translation>
    </message>
    <message>
        <source>%1 slots</source>
        <translation>%1 slot</translation>
    </message>
    <message>
        <source>the hot key %1 lives here</source>
        <translation>hot key %1 nằm ở đây</translation>
    </message>
    <message>
        <source>waiting: %1</source>
        <translation>đang chờ: %1</translation>
    </message>
    <message>
        <source>%1 in %2 is down</source>
        <translation>%1 ở %2 ngừng chạy</translation>
    </message>
    <message>
        <source>primary in %1</source>
        <translation>primary ở %1</translation>
    </message>
    <message>
        <source>replica in %1</source>
        <translation>replica ở %1</translation>
    </message>
    <message>
        <source>No replication group in this run yet.</source>
        <translation>Lượt chạy này chưa có replication group nào.</translation>
    </message>
    <message numerus="yes">
        <source>%n shard(s)</source>
        <translation>
            <numerusform>%n shard</numerusform>
        </translation>
    </message>
    <message>
        <source>%1, %2 hottest at %3.</source>
        <translation>%1, %2 nóng nhất, %3.</translation>
    </message>
    <message>
        <source>Clients were sent elsewhere: %1.</source>
        <translation>Client được chỉ sang nơi khác: %1.</translation>
    </message>
    <message>
        <source>%1: engine CPU</source>
        <translation>%1: CPU của engine</translation>
    </message>
    <message>
        <source>%1: operations/s</source>
        <translation>%1: thao tác/s</translation>
    </message>
    <message>
        <source>%1: keys</source>
        <translation>%1: key</translation>
    </message>
    <message>
        <source>%1: slots</source>
        <translation>%1: slot</translation>
    </message>
    <message>
        <source>down</source>
        <translation>ngừng chạy</translation>
    </message>
    <message>
        <source>primary</source>
        <translation>primary</translation>
    </message>
    <message>
        <source>replica</source>
        <translation>replica</translation>
    </message>
    <message>
        <source>Slots %1 to %2</source>
        <translation>Slot %1 đến %2</translation>
    </message>
    <message>
        <source>shard</source>
        <translation>shard</translation>
    </message>
    <message>
        <source>slots</source>
        <translation>slot</translation>
    </message>
    <message>
        <source>keys</source>
        <translation>key</translation>
    </message>
    <message>
        <source>ops/s</source>
        <translation>lệnh/s</translation>
    </message>
    <message>
        <source>engine CPU</source>
        <translation>CPU của engine</translation>
    </message>
    <message>
        <source>nodes</source>
        <translation>node</translation>
    </message>
    <message>
        <source>hottest</source>
        <translation>nóng nhất</translation>
    </message>
    <message>
        <source>no primary</source>
        <translation>không có primary</translation>
    </message>
    <message>
        <source>The group %1 is %2.</source>
        <translation>Nhóm %1 đang %2.</translation>
    </message>
    <message>
        <source>+%1 more</source>
        <translation>+%1 nữa</translation>
    </message>
</context>
<context>
    <name>maylab::app::StampedePanel</name>
    <message>
        <source>Builds of the home page</source>
        <translation>Số lượt dựng trang chủ</translation>
    </message>
    <message>
        <source>%1 requests/s, %2</source>
        <translation>%1 request/s, %2</translation>
    </message>
    <message>
        <source>one builds, with a lock</source>
        <translation>một lượt dựng, nhờ lock</translation>
    </message>
    <message>
        <source>early refresh</source>
        <translation>làm mới sớm</translation>
    </message>
    <message>
        <source>old copy while one builds</source>
        <translation>trả bản cũ trong lúc một lượt dựng</translation>
    </message>
    <message>
        <source>whoever misses builds</source>
        <translation>ai miss thì dựng</translation>
    </message>
    <message>
        <source>Nobody builds the page.</source>
        <translation>Không ai đang dựng trang.</translation>
    </message>
    <message>
        <source>%1 build it at the same time</source>
        <translation>%1 lượt cùng lúc dựng trang</translation>
    </message>
    <message>
        <source>%1 of them wait for a connection</source>
        <translation>%1 lượt trong đó chờ kết nối</translation>
    </message>
    <message>
        <source>Nobody holds the lock.</source>
        <translation>Không ai giữ lock.</translation>
    </message>
    <message>
        <source>Request %1 has held the lock for %2; it has no end.</source>
        <translation>Request %1 đã giữ lock %2; lock không có hạn.</translation>
    </message>
    <message>
        <source>Request %1 has held the lock for %2; it ends in %3.</source>
        <translation>Request %1 đã giữ lock %2; hết hạn sau %3.</translation>
    </message>
    <message>
        <source>Waiting for it: %1.</source>
        <translation>Đang chờ: %1.</translation>
    </message>
    <message>
        <source>One builds the page.</source>
        <translation>Một lượt đang dựng trang.</translation>
    </message>
    <message>
        <source>The page was never stored.</source>
        <translation>Trang chưa từng được lưu.</translation>
    </message>
    <message>
        <source>No fresh page for %1.</source>
        <translation>Không có trang mới trong %1.</translation>
    </message>
    <message>
        <source>The page is fresh for %1 more.</source>
        <translation>Trang còn mới trong %1 nữa.</translation>
    </message>
    <message>
        <source>The page is past its time.</source>
        <translation>Trang đã quá hạn.</translation>
    </message>
    <message>
        <source>Old copies: %1/s.</source>
        <translation>Bản cũ: %1/s.</translation>
    </message>
    <message>
        <source>Expiry at %1: most builds at once %2, builds in all %3</source>
        <translation>Lần hết hạn lúc %1: nhiều nhất %2 lượt dựng cùng lúc, tổng cộng %3</translation>
    </message>
    <message>
        <source>No home page in this run.</source>
        <translation>Lượt chạy này không có trang chủ.</translation>
    </message>
    <message>
        <source>Most at one time: %1.</source>
        <translation>Nhiều nhất cùng lúc: %1.</translation>
    </message>
    <message>
        <source>Builds with a connection</source>
        <translation>Lượt dựng đang có kết nối</translation>
    </message>
    <message>
        <source>Builds waiting for a connection</source>
        <translation>Lượt dựng chờ kết nối</translation>
    </message>
    <message>
        <source>Most at one time</source>
        <translation>Nhiều nhất cùng lúc</translation>
    </message>
    <message>
        <source>Waiting for the lock</source>
        <translation>Đang chờ lock</translation>
    </message>
    <message>
        <source>Who holds the lock</source>
        <translation>Ai giữ lock</translation>
    </message>
    <message>
        <source>Answers with the old copy</source>
        <translation>Câu trả lời bằng bản cũ</translation>
    </message>
    <message>
        <source>%1/s</source>
        <translation>%1/s</translation>
    </message>
    <message>
        <source>Last rebuild</source>
        <translation>Lần dựng lại gần nhất</translation>
    </message>
    <message>
        <source>Most builds at the expiry of %1</source>
        <translation>Số lượt dựng nhiều nhất ở lần hết hạn %1</translation>
    </message>
    <message>
        <source>Most builds at once, per expiry</source>
        <translation>Nhiều nhất, mỗi lần hết hạn</translation>
    </message>
    <message>
        <source>at once; most: %1</source>
        <translation>cùng lúc; nhiều nhất: %1</translation>
    </message>
    <message>
        <source>none yet</source>
        <translation>chưa có</translation>
    </message>
</context>
<context>
    <name>maylab::app::StatusLine</name>
    <message>
        <source>Status</source>
        <translation>Trạng thái</translation>
    </message>
    <message>
        <source>F6: next pane</source>
        <translation>F6: khung tiếp theo</translation>
    </message>
</context>
<context>
    <name>maylab::app::StepPane</name>
    <message>
        <source>%1 of %2 done</source>
        <translation>đạt %1/%2</translation>
    </message>
    <message>
        <source>The same settings are tried on three other days…</source>
        <translation>Đang thử cùng thiết lập đó ở ba ngày khác…</translation>
    </message>
    <message>
        <source>It works on three other days too.</source>
        <translation>Ở ba ngày khác cũng ổn.</translation>
    </message>
    <message>
        <source>It worked today. On another day (seed %1): %2 was %3.</source>
        <translation>Hôm nay thì ổn. Nhưng ở một ngày khác (seed %1), “%2” đo được %3.</translation>
    </message>
    <message>
        <source>Tested, not done.</source>
        <translation>Chỉ làm bài kiểm tra, không thực hành.</translation>
    </message>
    <message>
        <source>Shown: the program did a part of this step.</source>
        <translation>Đã xem hướng dẫn: chương trình đã làm một phần của bước này.</translation>
    </message>
    <message>
        <source>Previous step</source>
        <translation>Bước trước</translation>
    </message>
    <message>
        <source>Next step</source>
        <translation>Bước tiếp theo</translation>
    </message>
    <message>
        <source>Step %1 of %2 · %3 min</source>
        <translation>Bước %1/%2 · %3 phút</translation>
    </message>
    <message>
        <source>Step %1 of %2 · %3 min · more</source>
        <translation>Bước %1/%2 · %3 phút · mở rộng</translation>
    </message>
    <message>
        <source>Show me where</source>
        <translation>Chỉ cho tôi chỗ cần thao tác</translation>
    </message>
    <message>
        <source>Goals</source>
        <translation>Mục tiêu</translation>
    </message>
    <message>
        <source>Another day</source>
        <translation>Một ngày khác</translation>
    </message>
    <message>
        <source>What you take home</source>
        <translation>Bài học rút ra</translation>
    </message>
    <message>
        <source>Sources (%1)</source>
        <translation>Tài liệu (%1)</translation>
    </message>
    <message>
        <source>I know this</source>
        <translation>Đã biết phần này</translation>
    </message>
    <message>
        <source>Three questions; three right answers skip the step. The worklog then says: tested, not done.</source>
        <translation>Ba câu hỏi; trả lời đúng cả ba thì bỏ qua được bước này. Khi đó worklog ghi: chỉ làm bài kiểm tra, không thực hành.</translation>
    </message>
    <message>
        <source>Start this step again</source>
        <translation>Làm lại bước này</translation>
    </message>
    <message>
        <source>Next: %1</source>
        <translation>Tiếp theo: %1</translation>
    </message>
    <message>
        <source>Back to the week</source>
        <translation>Quay lại trang tuần</translation>
    </message>
    <message>
        <source>Debrief of the lab</source>
        <translation>Tổng kết bài lab</translation>
    </message>
</context>
<context>
    <name>maylab::app::StripsPanel</name>
    <message>
        <source>Strips</source>
        <translation>Dải điểm</translation>
    </message>
    <message>
        <source>%1 of %2 right</source>
        <translation>đúng %1/%2</translation>
    </message>
    <message>
        <source>%1 of %2 predicted</source>
        <translation>đã dự đoán %1/%2</translation>
    </message>
    <message>
        <source>round %1</source>
        <translation>lượt %1</translation>
    </message>
    <message>
        <source>enough real points: nothing is filled in</source>
        <translation>đủ điểm thật: không phải bù</translation>
    </message>
    <message>
        <source>no data at all: the setting decides</source>
        <translation>không có dữ liệu: theo thiết lập</translation>
    </message>
    <message>
        <source>enough real points breach</source>
        <translation>đủ điểm thật vượt ngưỡng</translation>
    </message>
    <message>
        <source>gaps count as breaching</source>
        <translation>chỗ trống tính là vượt</translation>
    </message>
    <message>
        <source>gaps count as not breaching</source>
        <translation>chỗ trống tính là không vượt</translation>
    </message>
    <message>
        <source>a real point does not breach</source>
        <translation>có điểm thật không vượt</translation>
    </message>
    <message>
        <source>all breach for long enough</source>
        <translation>đều vượt, đủ lâu</translation>
    </message>
    <message>
        <source>too few breach: the state is kept</source>
        <translation>ít điểm vượt: giữ nguyên</translation>
    </message>
    <message>
        <source>Strip %1: data points %2, threshold %3, %4 of %5, missing data %6, before %7</source>
        <translation>Dải %1: điểm dữ liệu %2, ngưỡng %3, %4/%5, dữ liệu thiếu %6, trước đó %7</translation>
    </message>
    <message>
        <source>predicted %1</source>
        <translation>dự đoán %1</translation>
    </message>
    <message>
        <source>not predicted</source>
        <translation>chưa dự đoán</translation>
    </message>
    <message>
        <source>comes to %1: right</source>
        <translation>thành %1: đúng</translation>
    </message>
    <message>
        <source>comes to %1: wrong</source>
        <translation>thành %1: sai</translation>
    </message>
    <message>
        <source>This step has no strips.</source>
        <translation>Bước này không có dải điểm nào.</translation>
    </message>
    <message>
        <source>Rule</source>
        <translation>Quy tắc</translation>
    </message>
    <message>
        <source>Missing data</source>
        <translation>Dữ liệu thiếu</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>Trước</translation>
    </message>
    <message>
        <source>Prediction</source>
        <translation>Dự đoán</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Trạng thái</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1/%2</translation>
    </message>
    <message>
        <source>data points, &gt; %1</source>
        <translation>điểm dữ liệu, &gt; %1</translation>
    </message>
    <message>
        <source>data points</source>
        <translation>điểm dữ liệu</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Vì sao</translation>
    </message>
    <message>
        <source>+%1 more</source>
        <translation>+%1 nữa</translation>
    </message>
</context>
<context>
    <name>maylab::app::TimeBar</name>
    <message>
        <source>Pause</source>
        <translation>Tạm dừng</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>Chạy</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Dừng</translation>
    </message>
    <message>
        <source>Skip the wait</source>
        <translation>Bỏ qua thời gian chờ</translation>
    </message>
    <message>
        <source>Nothing is awaited at present</source>
        <translation>Lúc này không phải chờ gì</translation>
    </message>
    <message>
        <source>virtual time</source>
        <translation>thời gian mô phỏng</translation>
    </message>
    <message>
        <source>no run</source>
        <translation>chưa có lần chạy</translation>
    </message>
    <message>
        <source>the end of this run</source>
        <translation>đã hết lần chạy này</translation>
    </message>
    <message>
        <source>waits for your prediction</source>
        <translation>đang chờ dự đoán của bạn</translation>
    </message>
    <message>
        <source>running ahead to %1</source>
        <translation>đang chạy tới %1</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>đang tạm dừng</translation>
    </message>
    <message>
        <source>waits while you read</source>
        <translation>chờ trong lúc bạn đọc</translation>
    </message>
    <message>
        <source>waits while you edit</source>
        <translation>chờ bạn sửa xong</translation>
    </message>
    <message>
        <source>as fast as it can: %1x</source>
        <translation>nhanh nhất có thể: %1x</translation>
    </message>
    <message>
        <source>virtual time, %1x</source>
        <translation>thời gian mô phỏng, %1x</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Thời gian</translation>
    </message>
    <message>
        <source>One event</source>
        <translation>Chạy một sự kiện</translation>
    </message>
    <message>
        <source>Virtual time</source>
        <translation>Thời gian mô phỏng</translation>
    </message>
    <message>
        <source>Virtual time: one minute here may take a second.</source>
        <translation>Thời gian mô phỏng: một phút ở đây có thể chỉ mất một giây.</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>Tốc độ</translation>
    </message>
</context>
<context>
    <name>maylab::app::Timeline</name>
    <message>
        <source>Timeline</source>
        <translation>Dòng thời gian</translation>
    </message>
    <message numerus="yes">
        <source>%n mark(s)</source>
        <translation>
            <numerusform>%n mốc</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>và %n mốc khác</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>maylab::app::TopBar</name>
    <message>
        <source>Menu</source>
        <translation>Menu</translation>
    </message>
    <message>
        <source>Find a command, step or metric</source>
        <translation>Tìm lệnh, bước, metric</translation>
    </message>
    <message>
        <source>Open the command palette</source>
        <translation>Mở bảng lệnh</translation>
    </message>
    <message>
        <source>Find a command, step or metric (Ctrl+K)</source>
        <translation>Tìm lệnh, bước, metric (Ctrl+K)</translation>
    </message>
    <message>
        <source>Light theme</source>
        <translation>Bật giao diện sáng</translation>
    </message>
    <message>
        <source>Dark theme</source>
        <translation>Bật giao diện tối</translation>
    </message>
    <message>
        <source>Help and keys</source>
        <translation>Trợ giúp và phím tắt</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Ngôn ngữ</translation>
    </message>
</context>
<context>
    <name>maylab::app::WidgetForm</name>
    <message>
        <source>Type a number.</source>
        <translation>Hãy gõ một số.</translation>
    </message>
    <message>
        <source>Type hours and minutes: 13:15.</source>
        <translation>Hãy gõ giờ và phút: 13:15.</translation>
    </message>
    <message>
        <source>Draw a line at a value</source>
        <translation>Vẽ một đường tại một giá trị</translation>
    </message>
    <message>
        <source>Mark a moment</source>
        <translation>Đánh dấu một thời điểm</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Giá trị</translation>
    </message>
    <message>
        <source>Time, UTC</source>
        <translation>Giờ, UTC</translation>
    </message>
    <message>
        <source>No metric has a value in this run yet.</source>
        <translation>Lần chạy này chưa có metric nào có giá trị.</translation>
    </message>
    <message>
        <source>Choose a metric of the list.</source>
        <translation>Hãy chọn một metric trong danh sách.</translation>
    </message>
    <message>
        <source>There is no alarm in this run yet.</source>
        <translation>Lần chạy này chưa có alarm.</translation>
    </message>
    <message>
        <source>Add a widget</source>
        <translation>Thêm một widget</translation>
    </message>
    <message>
        <source>Add a metric to this widget</source>
        <translation>Thêm một metric vào widget này</translation>
    </message>
    <message>
        <source>Rename the widget</source>
        <translation>Đổi tên widget</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Loại</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>Tiêu đề</translation>
    </message>
    <message>
        <source>Metric</source>
        <translation>Metric</translation>
    </message>
    <message>
        <source>Statistic</source>
        <translation>Thống kê</translation>
    </message>
    <message>
        <source>Period</source>
        <translation>Period</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>Nhãn</translation>
    </message>
    <message>
        <source>Axis</source>
        <translation>Trục</translation>
    </message>
    <message>
        <source>Alarm</source>
        <translation>Alarm</translation>
    </message>
    <message>
        <source>Markdown</source>
        <translation>Markdown</translation>
    </message>
    <message>
        <source>left</source>
        <translation>trái</translation>
    </message>
    <message>
        <source>right</source>
        <translation>phải</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Đổi tên</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Thêm</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Hủy</translation>
    </message>
</context>
<context>
    <name>maylab::app::WorklogCard</name>
    <message>
        <source>Worklog</source>
        <translation>Worklog</translation>
    </message>
    <message>
        <source>Open the worklog</source>
        <translation>Mở worklog</translation>
    </message>
</context>
<context>
    <name>maylab::app::WorklogPage</name>
    <message>
        <source>Export both pages to</source>
        <translation>Xuất cả hai trang vào</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Xuất worklog</translation>
    </message>
    <message>
        <source>A file exists already. Replace it?</source>
        <translation>Tệp đã tồn tại. Thay thế?</translation>
    </message>
    <message numerus="yes">
        <source>
and %n more</source>
        <translation>
            <numerusform>
và %n tệp khác</numerusform>
        </translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>Thay thế</translation>
    </message>
    <message>
        <source>Choose another folder</source>
        <translation>Chọn thư mục khác</translation>
    </message>
    <message>
        <source>Keep what is there</source>
        <translation>Giữ tệp hiện có</translation>
    </message>
    <message>
        <source>Index line copied</source>
        <translation>Đã sao chép dòng mục lục</translation>
    </message>
    <message>
        <source>Commit message copied</source>
        <translation>Đã sao chép commit message</translation>
    </message>
    <message>
        <source>Page copied</source>
        <translation>Đã sao chép trang</translation>
    </message>
    <message>
        <source>Worklog</source>
        <translation>Worklog</translation>
    </message>
    <message>
        <source>Week %1</source>
        <translation>Tuần %1</translation>
    </message>
    <message>
        <source>%1 of %2 steps done</source>
        <translation>hoàn thành %1/%2 bước</translation>
    </message>
    <message>
        <source>%1 to %2</source>
        <translation>từ %1 đến %2</translation>
    </message>
    <message>
        <source>empty</source>
        <translation>còn trống</translation>
    </message>
    <message numerus="yes">
        <source>%n rows</source>
        <translation>
            <numerusform>%n hàng</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n lines</source>
        <translation>
            <numerusform>%n dòng</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n figures</source>
        <translation>
            <numerusform>%n số liệu</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n pictures</source>
        <translation>
            <numerusform>%n hình</numerusform>
        </translation>
    </message>
    <message>
        <source>Objectives</source>
        <translation>Mục tiêu</translation>
    </message>
    <message>
        <source>Tasks</source>
        <translation>Công việc</translation>
    </message>
    <message>
        <source>Labs in progress</source>
        <translation>Bài lab đang thực hiện</translation>
    </message>
    <message>
        <source>Achievements</source>
        <translation>Kết quả đạt được</translation>
    </message>
    <message>
        <source>Difficulties and solutions</source>
        <translation>Khó khăn và giải pháp</translation>
    </message>
    <message>
        <source>Evidence</source>
        <translation>Hình ảnh minh chứng</translation>
    </message>
    <message>
        <source>On real AWS too</source>
        <translation>Làm thêm trên AWS thật</translation>
    </message>
    <message>
        <source>Plan for next week</source>
        <translation>Kế hoạch tuần tới</translation>
    </message>
    <message>
        <source>all good</source>
        <translation>đều ổn</translation>
    </message>
    <message numerus="yes">
        <source>%n to look at</source>
        <translation>
            <numerusform>%n mục cần xem</numerusform>
        </translation>
    </message>
    <message>
        <source>Notes saved</source>
        <translation>Đã lưu ghi chú</translation>
    </message>
    <message>
        <source>Stop, picture %1 of %2</source>
        <translation>Dừng, hình %1/%2</translation>
    </message>
    <message>
        <source>The export did not work: %1</source>
        <translation>Xuất không thành công: %1</translation>
    </message>
    <message>
        <source>Exported to %1</source>
        <translation>Đã xuất vào %1</translation>
    </message>
    <message numerus="yes">
        <source>%n pictures could not be drawn; their lines were left out.</source>
        <translation>
            <numerusform>Không vẽ được %n hình; các dòng tương ứng đã được bỏ qua.</numerusform>
        </translation>
    </message>
    <message>
        <source>Worklog exported</source>
        <translation>Đã xuất worklog</translation>
    </message>
    <message>
        <source>Open the folder</source>
        <translation>Mở thư mục</translation>
    </message>
    <message>
        <source>Template</source>
        <translation>Theo template</translation>
    </message>
    <message>
        <source>As the week&apos;s page</source>
        <translation>Theo trang của tuần</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>Kiểu trang</translation>
    </message>
    <message>
        <source>Dates</source>
        <translation>Kiểu ngày</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>Weight</translation>
    </message>
    <message>
        <source>Line breaks</source>
        <translation>Ngắt dòng</translation>
    </message>
    <message>
        <source>My note</source>
        <translation>Ghi chú của tôi</translation>
    </message>
    <message>
        <source>How dates are written on the English page</source>
        <translation>Cách viết ngày trên trang tiếng Anh</translation>
    </message>
    <message>
        <source>Place in the menu of the site: usually the number of the week</source>
        <translation>Vị trí trong menu của trang web: thường là số của tuần</translation>
    </message>
    <message>
        <source>Inside a table cell. Sites that drop raw HTML need the semicolon.</source>
        <translation>Trong một ô của bảng. Trang web nào loại bỏ HTML thô thì cần dấu chấm phẩy.</translation>
    </message>
    <message>
        <source>What the note below is about</source>
        <translation>Chủ đề của ghi chú bên dưới</translation>
    </message>
    <message>
        <source>Sections</source>
        <translation>Các phần</translation>
    </message>
    <message>
        <source>Checks</source>
        <translation>Mục kiểm tra</translation>
    </message>
    <message>
        <source>Export both pages…</source>
        <translation>Xuất cả hai trang…</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Thao tác khác</translation>
    </message>
    <message>
        <source>Copy the index line, English</source>
        <translation>Sao chép dòng mục lục, tiếng Anh</translation>
    </message>
    <message>
        <source>Copy the index line, Vietnamese</source>
        <translation>Sao chép dòng mục lục, tiếng Việt</translation>
    </message>
    <message>
        <source>Copy the commit message</source>
        <translation>Sao chép commit message</translation>
    </message>
    <message>
        <source>Language of the page shown</source>
        <translation>Ngôn ngữ của trang đang xem</translation>
    </message>
</context>
<context>
    <name>maylab::app::WorklogPane</name>
    <message>
        <source>Copy the English page</source>
        <translation>Sao chép trang tiếng Anh</translation>
    </message>
    <message>
        <source>Copy the Vietnamese page</source>
        <translation>Sao chép trang tiếng Việt</translation>
    </message>
    <message>
        <source>Preview of the English page</source>
        <translation>Xem trước trang tiếng Anh</translation>
    </message>
    <message>
        <source>Preview of the Vietnamese page</source>
        <translation>Xem trước trang tiếng Việt</translation>
    </message>
    <message>
        <source>Markdown of the English page</source>
        <translation>Markdown của trang tiếng Anh</translation>
    </message>
    <message>
        <source>Markdown of the Vietnamese page</source>
        <translation>Markdown của trang tiếng Việt</translation>
    </message>
</context>
</TS>
