; The Windows installer: for one user, without administrator's rights.
; makensis -DVERSION=… -DBINARIES=FOLDER -DOUT=FILE packaging/windows/vigie.nsi, from the root of the sources.
Unicode true
SetCompressor /SOLID lzma
!include MUI2.nsh
!include LogicLib.nsh
!include WordFunc.nsh

Name "Vigie"
OutFile "${OUT}"
RequestExecutionLevel user
InstallDir "$LOCALAPPDATA\Programs\Vigie"
InstallDirRegKey HKCU "Software\Vigie" "InstallDir"
VIProductVersion "${VERSION}.0"
VIAddVersionKey "ProductName" "Vigie"
VIAddVersionKey "FileDescription" "Vigie"
VIAddVersionKey "FileVersion" "${VERSION}"
VIAddVersionKey "LegalCopyright" "MIT / Apache-2.0"

!define MUI_ICON "icons/icon.ico"
!define MUI_UNICON "icons/icon.ico"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\Vigie"
!define WEBVIEW "Software\Microsoft\EdgeUpdate\Clients\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}"

!define MUI_FINISHPAGE_RUN "$INSTDIR\vigie-agent.exe"
!define MUI_FINISHPAGE_RUN_PARAMETERS "--show"
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "French"
!insertmacro MUI_LANGUAGE "English"

LangString NoWebView ${LANG_FRENCH} "Le composant Microsoft Edge WebView2 manque sur cet ordinateur. Vigie surveillera votre boîte et vous préviendra, mais sa fenêtre ne s’ouvrira pas. Installez WebView2 depuis le site de Microsoft, puis relancez Vigie."
LangString NoWebView ${LANG_ENGLISH} "The Microsoft Edge WebView2 component is missing on this computer. Vigie will watch your mailbox and tell you, but its window will not open. Install WebView2 from Microsoft’s site, then start Vigie again."
LangString Older ${LANG_FRENCH} "Une version plus récente de Vigie est déjà installée. Cette version-ci pourrait ne pas lire votre carnet : rien n’a été changé."
LangString Older ${LANG_ENGLISH} "A newer version of Vigie is installed already. This one might be unable to read your book: nothing was changed."

; An agent that runs is asked to end, and waited for; its files could not be replaced.
!macro EndAgent
  ${If} ${FileExists} "$INSTDIR\vigie.exe"
    nsExec::Exec '"$INSTDIR\vigie.exe" quit'
    Pop $0
    Sleep 2000
  ${EndIf}
!macroend

Function .onInit
  ReadRegStr $0 HKCU "${UNINSTALL}" "DisplayVersion"
  ${If} $0 != ""
    ${VersionCompare} "$0" "${VERSION}" $1
    ${If} $1 == 1
      MessageBox MB_OK|MB_ICONSTOP "$(Older)" /SD IDOK
      SetErrorLevel 3
      Quit
    ${EndIf}
  ${EndIf}
FunctionEnd

Section
  !insertmacro EndAgent
  SetOutPath "$INSTDIR"
  File "${BINARIES}\vigie.exe"
  File "${BINARIES}\vigie-agent.exe"
  File "${BINARIES}\vigie-window.exe"
  File /nonfatal "${BINARIES}\WebView2Loader.dll"
  File "LICENSE-MIT"
  File "LICENSE-APACHE"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\Vigie.lnk" "$INSTDIR\vigie-agent.exe" "--show"
  WriteRegStr HKCU "Software\Vigie" "InstallDir" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "Vigie"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\vigie-agent.exe"
  WriteRegStr HKCU "${UNINSTALL}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr HKCU "${UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
  ; The window needs WebView2, which Windows 11 has and Windows 10 nearly always.
  ReadRegStr $0 HKLM "SOFTWARE\WOW6432Node\Microsoft\EdgeUpdate\Clients\{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}" "pv"
  ${If} $0 == ""
    ReadRegStr $0 HKCU "${WEBVIEW}" "pv"
  ${EndIf}
  ${If} $0 == ""
    MessageBox MB_OK|MB_ICONINFORMATION "$(NoWebView)" /SD IDOK
  ${EndIf}
SectionEnd

; The programs go; the practice's book, settings and passwords stay, as they may be installed again.
Section Uninstall
  !insertmacro EndAgent
  DeleteRegValue HKCU "Software\Microsoft\Windows\CurrentVersion\Run" "vigie"
  Delete "$SMPROGRAMS\Vigie.lnk"
  Delete "$INSTDIR\vigie.exe"
  Delete "$INSTDIR\vigie-agent.exe"
  Delete "$INSTDIR\vigie-window.exe"
  Delete "$INSTDIR\WebView2Loader.dll"
  Delete "$INSTDIR\LICENSE-MIT"
  Delete "$INSTDIR\LICENSE-APACHE"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  DeleteRegKey HKCU "${UNINSTALL}"
  DeleteRegKey HKCU "Software\Vigie"
SectionEnd
